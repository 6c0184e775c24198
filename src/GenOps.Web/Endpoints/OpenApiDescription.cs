using System.Reflection;
using GenOps.Core;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GenOps.Web.Endpoints;

/// <summary>What the OpenAPI document says beyond the operations: what it is, how to sign in, and that keys are UUIDs.</summary>
internal static class OpenApiDescription
{
    private const string Bearer = "bearer";

    public static void AddGenOpsDescription(this OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "GenOps",
                Version = "v1",
                Description = "Runs, reviews and figures. Amounts are whole nano-US-dollars (1 USD = 10^9), times UTC, and live and sandbox money are never in one total.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = "An API key: made under Settings, or with 'genops apikey add'.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (IsKey(context.JsonTypeInfo.Type))
            {
                schema.Type = JsonSchemaType.String;
                schema.Format = "uuid";
                schema.Properties?.Clear();
                schema.Required?.Clear();
            }

            return Task.CompletedTask;
        });
    }

    private static bool IsKey(Type type)
    {
        var key = Nullable.GetUnderlyingType(type) ?? type;
        return key.GetTypeInfo().ImplementedInterfaces.Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));
    }
}

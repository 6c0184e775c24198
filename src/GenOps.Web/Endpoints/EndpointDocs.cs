using Microsoft.OpenApi;

namespace GenOps.Web.Endpoints;

/// <summary>Tells the OpenAPI document what the handlers read from the request themselves.</summary>
internal static class EndpointDocs
{
    /// <summary>Documents parameters of the query, all optional.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params (string Name, string Meaning)[] parameters) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var (name, meaning) in parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = meaning,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });
}

using GenOps.Core.Audit;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>The REST API, its description, and the probes.</summary>
public static class ApiRegistration
{
    /// <summary>Adds the API, and what it and the pages of audit read.</summary>
    public static IServiceCollection AddGenOpsApi(this IServiceCollection services)
    {
        services.AddSingleton<AuditQuery>();
        services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        services.AddOpenApi("v1", o => o.AddGenOpsDescription());
        return services;
    }

    /// <summary>Lets every error under <c>/api</c> be answered as problem details. Goes behind the shell's own error page, so that it answers first. What is ill-formed is refused for pages too.</summary>
    public static void UseGenOpsApi(this WebApplication app)
    {
        app.UseWhen(IsApi, api => api.UseMiddleware<ApiProblemMiddleware>());
        app.UseMiddleware<IllFormedRequests>();
    }

    /// <summary>Maps <c>/api/v1</c>, <c>/openapi/v1.json</c>, <c>/healthz</c> and <c>/readyz</c>.</summary>
    public static void MapGenOpsApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        HealthEndpoints.Map(app);
        AuditExport.Map(app);
        // Keys only, no cookies: so no page of another site can have a signed-in person's browser call it.
        var api = app.MapGroup("/api/v1")
            .RequireAuthorization(p => p.AddAuthenticationSchemes(ApiKeyAuthentication.Scheme).RequireAuthenticatedUser());
        RunEndpoints.Map(api);
        RunStartsEndpoint.Map(api);
        TimelineEndpoints.Map(api);
        LogEndpoints.Map(app, api);
        ScheduleEndpoints.Map(api);
        BackfillEndpoints.Map(api);
        HoldEndpoints.Map(api);
        LimitEndpoints.Map(api);
        RepeatEndpoints.Map(api);
        RerouteEndpoints.Map(api);
        BatchEndpoints.Map(api);
        OutputEndpoints.Map(api);
        TriggerEndpoints.Map(api);
        AlertEndpoints.Map(api);
        ReviewEndpoints.Map(api);
        FigureEndpoints.Map(api);
        LedgerExport.Map(app, api);
        WorkerEndpoints.Map(api);
        AccessEndpoints.Map(api);
        BudgetEndpoints.Map(api);
        ProviderEndpoints.Map(api);
        OutboundEndpoints.Map(api);
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");
}

using GenOps.Web.Auth;
using GenOps.Web.Demonstration;
using GenOps.Web.Endpoints;
using GenOps.Web.Pages.Admin;
using GenOps.Web.Pages.Pipelines;
using GenOps.Web.Pages.Review;
using GenOps.Web.Processes;

namespace GenOps.Web.Hosting;

/// <summary>The list of features: one line each to add it, one to map it.</summary>
internal static class Features
{
    /// <summary>What each feature registers.</summary>
    public static void AddFeatures(this WebApplicationBuilder builder, DataFolder folder, ProductAddress product)
    {
        builder.Services.AddGenOpsAuth(DemonstrationRegistration.CookiesOf(product));
        builder.Services.AddWebShell();
        builder.Services.AddReviewPages();
        builder.AddEngine(folder);
        builder.Services.AddGenOpsApi();
        builder.Services.AddDemonstrations(product);
        builder.Services.AddAdminPages();
    }

    /// <summary>What each feature puts into the pipeline and maps.</summary>
    public static void UseFeatures(this WebApplication app)
    {
        if (!ProcessRoles.Of(app.Configuration).Serves())
        {
            HealthEndpoints.Map(app);
            return;
        }

        app.UseWebShell();
        app.UseGenOpsApi();
        app.UseAntiforgery();
        app.MapWebShell();
        app.MapReviewPages();
        app.MapGenOpsApi();
        app.MapPipelinePages();
        DemonstrationEndpoints.Map(app);
        app.MapEngine();
    }
}

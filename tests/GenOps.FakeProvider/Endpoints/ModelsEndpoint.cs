namespace GenOps.FakeProvider.Endpoints;

/// <summary><c>GET /v1/models</c>. Every model is served except those whose name starts with <c>missing</c>.</summary>
public static class ModelsEndpoint
{
    private static readonly string[] Models = ["fake-small", "fake-standard", "fake-frontier", "fake-image"];

    public static void MapModels(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/models", async (FakeState state, HttpContext context) =>
        {
            if (await Refusal.LacksKeyAsync(context, state))
                return;
            await context.Response.WriteAsJsonAsync(
                new { @object = "list", data = Models.Select(id => new { id, @object = "model", owned_by = "fake" }) },
                FakeJson.Options,
                context.RequestAborted);
        });

    /// <summary>True when the model is served; else the 404 is written.</summary>
    public static async Task<bool> ServesAsync(HttpContext context, string model)
    {
        if (model.Length > 0 && !model.StartsWith("missing", StringComparison.Ordinal))
            return true;
        await Refusal.WriteAsync(context, 404, $"The model `{model}` does not exist or you do not have access to it.", "model_not_found");
        return false;
    }
}

namespace GenOps.FakeProvider.Endpoints;

/// <summary>An error answer of the OpenAI shape.</summary>
public static class Refusal
{
    /// <summary>Writes <c>{"error": {…}}</c> with the status.</summary>
    public static Task WriteAsync(HttpContext context, int status, string message, string? code = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { error = new { message, type = status < 500 ? "invalid_request_error" : "server_error", code } },
            FakeJson.Options,
            context.RequestAborted);
    }

    /// <summary>True when the key asked for is missing or wrong; then the 401 is written.</summary>
    public static async Task<bool> LacksKeyAsync(HttpContext context, FakeState state)
    {
        if (string.IsNullOrEmpty(state.Settings.Key)
            || context.Request.Headers.Authorization == "Bearer " + state.Settings.Key
            || context.Request.Headers["api-key"] == state.Settings.Key)
            return false;
        await WriteAsync(context, 401, "Incorrect API key provided.", "invalid_api_key");
        return true;
    }
}

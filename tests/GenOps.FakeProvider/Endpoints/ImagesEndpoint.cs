using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.FakeProvider.Answers;
using GenOps.FakeProvider.Faults;

namespace GenOps.FakeProvider.Endpoints;

/// <summary><c>POST /v1/images/generations</c>.</summary>
public sealed class ImagesEndpoint : IPaidEndpoint
{
    private const int MaxSide = 4096;

    /// <inheritdoc />
    public string Name => "images";

    /// <inheritdoc />
    public string? Problem(JsonElement body)
    {
        if (PaidFlow.Text(body, "prompt") is not { Length: > 0 })
            return "Missing required parameter: 'prompt'.";
        return Size(body) is null ? $"Invalid size: it must be WIDTHxHEIGHT, each 1 to {MaxSide}." : null;
    }

    /// <inheritdoc />
    public JsonElement Answer(PaidRequest request, string id, DateTime at, Fault? fault)
    {
        var prompt = PaidFlow.Text(request.Body, "prompt")!;
        var (width, height) = Size(request.Body)!.Value;
        var input = Words.Count(prompt);
        var output = (width * height + 255) / 256;
        return JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["created"] = new DateTimeOffset(at).ToUnixTimeSeconds(),
                ["data"] = new JsonArray(new JsonObject { ["b64_json"] = Convert.ToBase64String(PngImage.Draw(width, height, request.Hash)) }),
                ["usage"] = new JsonObject
                {
                    ["input_tokens"] = input,
                    ["input_tokens_details"] = new JsonObject { ["text_tokens"] = input, ["image_tokens"] = 0 },
                    ["output_tokens"] = output,
                    ["total_tokens"] = input + output,
                },
            },
            FakeJson.Options);
    }

    /// <inheritdoc />
    public Task SendAsync(HttpContext context, PaidRequest request, JsonElement answer, Fault? fault)
    {
        var said = UsageFault.Apply(answer, fault);
        if (fault?.Kind is FaultKind.CutBody or FaultKind.CutStream)
            return FaultAnswer.CutAsync(context, said.ToJsonString(FakeJson.Options));
        if (fault?.Kind is FaultKind.Empty)
            said["data"] = new JsonArray();
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(said.ToJsonString(FakeJson.Options), context.RequestAborted);
    }

    private static (int Width, int Height)? Size(JsonElement body)
    {
        if (PaidFlow.Text(body, "size") is not { } size || size == "auto")
            return (1024, 1024);
        return size.Split('x') is [var w, var h]
            && int.TryParse(w, out var width) && width is > 0 and <= MaxSide
            && int.TryParse(h, out var height) && height is > 0 and <= MaxSide
                ? (width, height)
                : null;
    }
}

/// <summary>The route of images.</summary>
public static class ImagesRoutes
{
    public static void MapImages(this IEndpointRouteBuilder routes)
    {
        var endpoint = new ImagesEndpoint();
        routes.MapPost("/v1/images/generations", (FakeState state, HttpContext context) => PaidFlow.ServeAsync(context, state, endpoint));
    }
}

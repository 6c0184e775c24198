
using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>What an image is assumed to use: tokens by size, or one image where images are charged one by one.</summary>
internal static class ImageUsage
{
    /// <summary>Tokens of 1024 × 1024 pixels at the highest quality, by the models' published tables.</summary>
    private const long TokensPerMegapixel = 4160;

    private const long Megapixel = 1024 * 1024;

    /// <summary>The usage where the answer tells none that can be used.</summary>
    public static Usage Estimate(CanonicalRequest request)
    {
        var asked = Asked.Read(request);
        // Images that are charged one by one are counted, not estimated.
        return IsChargedByImage(request.Model)
            ? new Usage([new UsageQuantity(Meter.Images, 1, asked.Variant)], Estimated: false)
            : UsageNormaliser.Buckets(
                estimated: true,
                new(Meter.Input, TokenCounter.Count(asked.Prompt)),
                new(Meter.ImageTokens, Tokens(asked)));
    }

    /// <summary>The usage to assume before sending.</summary>
    public static Usage WorstCase(CanonicalRequest request) => Estimate(request) with { Estimated = true };

    private static bool IsChargedByImage(string model) => model.StartsWith("dall-e", StringComparison.OrdinalIgnoreCase);

    // Prices of tall and wide images grow a little faster than their area.
    private static long Tokens(Asked asked) => (asked.Pixels * TokensPerMegapixel * 6 / 5 + Megapixel - 1) / Megapixel;

    private sealed record Asked(string Prompt, long Pixels, string Variant)
    {
        public static Asked Read(CanonicalRequest request)
        {
            using var document = Json.ParseDocument(request.Body);
            var root = document.RootElement;
            var size = root.GetProperty("size").GetString()!;
            var sides = size.Split('x');
            var quality = root.TryGetProperty("quality", out var given) ? given.GetString() : "standard";
            return new Asked(root.GetProperty("prompt").GetString()!, long.Parse(sides[0]) * long.Parse(sides[1]), $"{size}/{quality}");
        }
    }
}

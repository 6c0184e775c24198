namespace GenOps.Core.Outputs;

/// <summary>What a media type says about a content.</summary>
public static class MediaTypes
{
    /// <summary>True for what people read as text.</summary>
    public static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || IsJson(mediaType)
        || Bare(mediaType) is "application/xml" or "application/yaml" or "application/x-yaml";

    /// <summary>True for JSON.</summary>
    public static bool IsJson(string mediaType) =>
        Bare(mediaType) is var bare && (bare == "application/json" || bare.EndsWith("+json", StringComparison.Ordinal));

    /// <summary>True for pictures that browsers show and that cannot hold script.</summary>
    public static bool IsRasterImage(string mediaType) =>
        Bare(mediaType) is "image/png" or "image/jpeg" or "image/webp" or "image/gif" or "image/avif";

    private static string Bare(string mediaType) => mediaType.Split(';', 2)[0].Trim().ToLowerInvariant();
}

using System.Text.Json;
using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Reads a stored image answer, whatever it is.</summary>
internal static class ImageAnswerReader
{
    /// <summary>Image, usage and what is wrong with it; never throws for the bytes it is given.</summary>
    public static ModelAnswer Read(CanonicalRequest request, byte[] answer)
    {
        if (!ChatAnswerReader.TryParse(answer, out var document, out var problem))
            return new ModelAnswer(null, null, ImageUsage.Estimate(request), null, null, problem);
        using (document)
        {
            var root = document!.RootElement;
            var usage = UsageNormaliser.FromImage(ChatAnswerReader.Usage(root)) ?? ImageUsage.Estimate(request);
            var image = Image(root, out var link, out problem);
            return new ModelAnswer(null, image, usage, ChatAnswerReader.NameIn(root, "model"), null, problem)
            {
                ServiceTier = ChatAnswerReader.NameIn(root, "service_tier"),
                ImageLink = link,
            };
        }
    }

    private static byte[]? Image(JsonElement root, out Uri? link, out string? problem)
    {
        link = null;
        problem = null;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array
            || data.GetArrayLength() == 0
            || data[0].ValueKind != JsonValueKind.Object)
        {
            problem = "The answer has no image.";
            return null;
        }

        if (!data[0].TryGetProperty("b64_json", out var encoded) || encoded.ValueKind != JsonValueKind.String)
        {
            link = Link(data[0]);
            problem = link is null ? "The answer has no image data (b64_json)." : null;
            return null;
        }

        if (!encoded.TryGetBytesFromBase64(out var image) || image.Length == 0)
        {
            problem = "The image data is not base64.";
            return null;
        }

        return image;
    }

    private static Uri? Link(JsonElement image) =>
        image.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
        && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var link) && (link.Scheme is "http" or "https") && link.UserInfo.Length == 0
            ? link
            : null;
}

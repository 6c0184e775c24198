using System.Text;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Makes the value of a file input out of a file, text or, where the input takes it, a picture.</summary>
internal static class FileReader
{
    private const string TextKinds = "Text is taken: .txt, .md, .csv, .json, .html, .eml.";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = "text/plain",
        [".log"] = "text/plain",
        [".md"] = "text/markdown",
        [".markdown"] = "text/markdown",
        [".csv"] = "text/csv",
        [".tsv"] = "text/tab-separated-values",
        [".json"] = "application/json",
        [".html"] = "text/html",
        [".htm"] = "text/html",
        [".eml"] = "message/rfc822",
        [".xml"] = "application/xml",
        [".yaml"] = "application/yaml",
        [".yml"] = "application/yaml",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
    };

    /// <exception cref="InvalidInputException">Too large, not text, or a picture where none is taken.</exception>
    public static JsonObject Read(InputDeclaration input, InputValue.File file, InputLimits limits)
    {
        var name = NameOf(file.Name);
        if (file.Content.Length > limits.InputBytes)
            throw InputBinder.TooLarge(input.Name, $"'{name}' has {InputLimits.Words(file.Content.Length)}; at most {InputLimits.Words(limits.InputBytes)} a file are taken.");
        if (PictureType(file.Content) is { } picture)
        {
            return input.AcceptsImages
                ? new JsonObject { ["name"] = name, ["media_type"] = picture, ["base64"] = Convert.ToBase64String(file.Content) }
                : throw Refused(input, $"'{name}' is a picture, and text is needed here.", TextKinds);
        }

        if (file.Content.AsSpan().StartsWith("%PDF-"u8)) throw Refused(input, $"'{name}' is a PDF, which this version does not read.", $"Save its text and give that. {TextKinds}");
        var text = TextOf(file.Content) ?? throw Refused(input, $"'{name}' is {(input.AcceptsImages ? "neither text nor a picture (PNG, JPEG, WebP)" : "not text")}.", $"{TextKinds} Save it in UTF-8.");
        var type = string.IsNullOrWhiteSpace(file.MediaType) || file.MediaType == "application/octet-stream" ? TypeOf(name) : file.MediaType.Split(';')[0].Trim();
        return new JsonObject { ["name"] = name, ["media_type"] = type, ["text"] = text };
    }

    /// <summary>A text given where a file is declared is a file of that text.</summary>
    public static JsonObject OfText(InputDeclaration input, string text) =>
        new() { ["name"] = $"{input.Name}.txt", ["media_type"] = "text/plain", ["text"] = text };

    private static InvalidInputException Refused(InputDeclaration input, string problem, string cure) => new(input.Name, problem, cure);

    private static string NameOf(string given)
    {
        var name = given[(given.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return name.Length is > 0 and <= 255 ? name : "file.txt";
    }

    private static string TypeOf(string name) => MediaTypes.GetValueOrDefault(Path.GetExtension(name), "text/plain");

    /// <summary>Told from the content, since names and browsers are often wrong; null for anything else.</summary>
    private static string? PictureType(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])) return "image/png";
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "image/jpeg";
        return content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : null;
    }

    /// <summary>UTF-8, or UTF-16 with its mark; null for anything else.</summary>
    private static string? TextOf(byte[] content)
    {
        try
        {
            var text = content.AsSpan() switch
            {
                [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content, 2, content.Length - 2),
                [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content, 2, content.Length - 2),
                [0xEF, 0xBB, 0xBF, ..] => StrictUtf8.GetString(content, 3, content.Length - 3),
                _ => StrictUtf8.GetString(content),
            };
            return text.Contains('\0') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Sizes in pixels, written as <c>1024x512</c>.</summary>
internal static partial class SizeFields
{
    /// <summary>A key's size; null where it is absent or wrong.</summary>
    public static PixelSize? Size(this Fields fields, string key, int min, int max) =>
        fields.Scalar(key, "a size such as 1024x512") is { } scalar ? fields.Size(key, scalar, min, max) : null;

    /// <summary>One of a key's sizes; null, with a problem, where it is wrong.</summary>
    public static PixelSize? Size(this Fields fields, string key, YamlScalar scalar, int min, int max)
    {
        var match = SizePattern().Match(scalar.Text);
        if (match.Success)
        {
            var size = new PixelSize(int.Parse(match.Groups[1].ValueSpan), int.Parse(match.Groups[2].ValueSpan));
            if (size.Width >= min && size.Width <= max && size.Height >= min && size.Height <= max) return size;
        }

        fields.Problems.Add(scalar, fields.PathOf(key), $"'{scalar.Text}' is not a size for '{key}'.", $"Write width x height in pixels, such as 1200x630, each from {min} to {max}.");
        return null;
    }

    [GeneratedRegex(@"\A([0-9]{1,5})x([0-9]{1,5})\z")]
    private static partial Regex SizePattern();
}

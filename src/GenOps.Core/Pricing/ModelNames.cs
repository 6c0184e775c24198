using System.Text.RegularExpressions;

namespace GenOps.Core.Pricing;

/// <summary>The names under which a model may stand in the price book, the closest first.</summary>
internal static partial class ModelNames
{
    /// <summary>The name without the date of its snapshot (<c>gpt-4o-2024-08-06</c>, <c>claude-haiku-4-5-20251001</c>); null when it has none.</summary>
    public static string? WithoutDate(string model)
    {
        var match = DateSuffix().Match(model);
        return match.Success && match.Index > 0 ? model[..match.Index] : null;
    }

    /// <summary>Splits <c>vendor/model</c>; null when there is no slash or one part is empty.</summary>
    public static (string Vendor, string Model)? Split(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < model.Length - 1 ? (model[..slash], model[(slash + 1)..]) : null;
    }

    [GeneratedRegex(@"[-@](20\d{2}-[01]\d-[0-3]\d|20\d{2}[01]\d[0-3]\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex DateSuffix();
}

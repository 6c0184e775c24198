using System.Text.RegularExpressions;

namespace GenOps.Core.Pricing;

/// <summary>One name under which a model may stand in the price book.</summary>
/// <param name="Name">The name.</param>
/// <param name="Maker">The maker whose list alone may price it; null where the name says none.</param>
internal sealed record ModelName(string Name, string? Maker);

/// <summary>The names under which a model may stand in the price book, the closest first.</summary>
internal static partial class ModelNames
{
    private const string Catalogue = "models/";

    /// <summary>
    /// The very name; then without <c>models/</c>, the provider's own name or its maker's before a slash; then all these without the
    /// date of the snapshot (<c>gpt-4o-2024-08-06</c>, <c>claude-haiku-4-5-20251001</c>). A maker's name before the slash keeps the
    /// lists of other makers out.
    /// </summary>
    /// <param name="provider">The provider's configured name.</param>
    /// <param name="model">As asked for or answered.</param>
    public static IReadOnlyList<ModelName> Of(string provider, string model)
    {
        var names = Shorter(provider, model).ToList();
        return [.. names, .. names.Select(n => WithoutDate(n.Name) is { } plain ? n with { Name = plain } : null).OfType<ModelName>()];
    }

    private static IEnumerable<ModelName> Shorter(string provider, string model)
    {
        yield return new ModelName(model, null);
        if (model.StartsWith(Catalogue, StringComparison.Ordinal))
        {
            foreach (var name in Shorter(provider, model[Catalogue.Length..])) yield return name;
        }
        else if (Split(model) is { } split)
        {
            if (ListPrices.Vendors.Contains(split.Before)) yield return new ModelName(split.After, split.Before);
            else if (split.Before != provider) yield break;
            else
            {
                foreach (var name in Shorter(provider, split.After)) yield return name;
            }
        }
    }

    private static string? WithoutDate(string model)
    {
        var match = DateSuffix().Match(model);
        return match.Success && match.Index > 0 ? model[..match.Index] : null;
    }

    private static (string Before, string After)? Split(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < model.Length - 1 ? (model[..slash], model[(slash + 1)..]) : null;
    }

    [GeneratedRegex(@"[-@](20\d{2}-[01]\d-[0-3]\d|20\d{2}[01]\d[0-3]\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex DateSuffix();
}

using System.Text.RegularExpressions;
using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>Refuses prices that cannot be meant.</summary>
internal static partial class PriceChecks
{
    /// <summary>A token dearer than this was surely meant per million.</summary>
    private const decimal MostForAToken = 0.01m;

    private const decimal MostForOne = 1000m;
    private const int Decimals = 15;

    public static void Demand(RecordPriceRequest request, DateTime now)
    {
        var problems = NamesOf(request.Provider, request.Model, request.Source).Concat(DateOf(request.ValidFrom, now)).Concat(request.Lines.SelectMany(PriceOf)).ToList();
        if (request.Lines.Count == 0) problems.Add(new("Prices", "No price is given.", "Give at least the price of input and output tokens."));
        var twice = request.Lines.GroupBy(l => (l.Meter, ServiceTiers.KeyOf(l.ServiceTier), l.ContextAbove, l.Variant.Trim())).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) problems.Add(new("Prices", $"{MeterWords.Of(twice.Key.Meter)} are priced twice.", "Keep one of the two."));
        if (problems.Count > 0) throw new InvalidInputException(problems);
    }

    public static IEnumerable<FieldProblem> DateOf(DateTime validFrom, DateTime now)
    {
        if (validFrom.Kind != DateTimeKind.Utc || validFrom.Year < 2020 || validFrom > now.AddYears(5))
            yield return new("Valid from", "This date cannot be.", "Give a date from 2020 to five years from now.");
    }

    public static IEnumerable<FieldProblem> NamesOf(string provider, string model, string source)
    {
        if (!ProviderName().IsMatch(provider.Trim()))
            yield return new("Provider", "This is no name of a provider.", "Use the configured name: lower-case letters, digits and dashes.");
        if (provider.Trim() == ListPrices.Sandbox)
            yield return new("Provider", "The sandbox keeps the prices it came with.", "Record prices for a provider of your own.");
        if (model.Trim() is not { Length: > 0 and <= 200 })
            yield return new("Model", "A model name of 1 to 200 characters is needed.", "Write it as the provider names it, as gpt-4o.");
        if (source.Trim() is not { Length: > 0 and <= 300 })
            yield return new("Source", "It is not said where the price is from.", "Name the list or contract and its date, at most 300 characters.");
    }

    private static IEnumerable<FieldProblem> PriceOf(PriceLine line)
    {
        var what = MeterWords.Of(line.Meter);
        if (line.UnitPrice < 0)
            yield return new("Price", $"The price of {what} is negative.", "Give 0 for what costs nothing.");
        else if (MeterWords.IsToken(line.Meter) && line.UnitPrice > MostForAToken)
            yield return new("Price", $"{PriceNames.Of(line.Meter, line.UnitPrice)} cannot be.", "Give dollars for a million tokens.");
        else if (line.UnitPrice > MostForOne || decimal.Round(line.UnitPrice, Decimals) != line.UnitPrice)
            yield return new("Price", $"The price of {what} has too many digits.", $"Give at most ${MostForOne:0} with at most {Decimals} decimals.");
        if (line.ContextAbove is < 0 or > 100_000_000)
            yield return new("Context", "The bound of input tokens cannot be.", "Give 0 for all, else a number of tokens such as 200000.");
        if (line.Variant.Trim().Length > 60 || (line.Variant.Trim().Length > 0 && line.Meter != Meter.Images))
            yield return new("Variant", "Only images have variants, of at most 60 characters.", "Write it as 1024x1024/high, or leave it empty.");
        if (line.ServiceTier.Trim().Length > 60)
            yield return new("Service tier", "The name of the service tier is too long.", "Write it as answers do: flex, priority, batch; leave it empty for the everyday tier.");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ProviderName();
}

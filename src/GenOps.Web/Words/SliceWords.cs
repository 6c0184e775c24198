using System.Globalization;
using GenOps.Core.Analytics;
using GenOps.Web.Addresses;

namespace GenOps.Web.Words;

/// <summary>Says in words which rows an address stands for.</summary>
public static class SliceWords
{
    /// <summary>Period, pipeline, kind, class, rule and model, as far as they narrow.</summary>
    /// <param name="address">The address.</param>
    /// <param name="pipelineName">The pipeline's name, where the rows are of one; null where there is none by its key.</param>
    /// <param name="zone">The reporting time zone.</param>
    public static string Of(RowsAddress address, string? pipelineName, TimeZoneInfo zone)
    {
        var slice = address.Slice;
        var words = new List<string>();
        var (from, to) = (slice.From ?? address.Filter.From, slice.To ?? address.Filter.To);
        words.Add($"{Local(from, zone)} to {Local(to, zone)}");
        if (slice.WithoutPipeline) words.Add("of no pipeline");
        else if (slice.Pipeline is not null || address.Filter.Pipeline is not null) words.Add($"pipeline {pipelineName ?? "unknown"}");
        if (address.Filter.CostCentre is { } centre) words.Add($"cost centre {centre}");
        if (address.Filter.Provider is { } provider) words.Add($"provider {provider}");
        if (address.Filter.Model is { } model) words.Add($"model {model}");
        if (address.Filter.Tier is { } tier) words.Add($"{tier.ToString().ToLowerInvariant()} tier");
        if (slice.Kind is { } kind) words.Add($"{CostWords.Of(kind)} cost");
        if (slice.Class is { } costClass) words.Add(CostWords.Of(costClass));
        if (slice.Rule is { } rule) words.Add($"flagged by “{rule}”");
        if (slice.Model is { } part) words.Add(part.IsNone ? "of no model" : $"model {part.Label}");
        if (slice.OtherThan.Count > 0) words.Add($"without {string.Join(", ", slice.OtherThan.Select(m => m.Label))}");
        if (address.Filter.KnownOn is { } known) words.Add($"as known on {known.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}");
        if (slice.Part == KpiPart.Denominator) words.Add("what the figure is divided by");
        return string.Join(" · ", words);
    }

    private static string Local(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
}

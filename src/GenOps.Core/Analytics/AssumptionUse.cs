using System.Globalization;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>A statement that a figure rests on.</summary>
/// <param name="Key">One of <see cref="AssumptionKeys"/>.</param>
/// <param name="Value">In the key's unit.</param>
/// <param name="PipelineId">The pipeline it holds for; null for the whole company.</param>
/// <param name="Scope">The same by name.</param>
/// <param name="Author">Who stated it.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Since">The day from which it holds, of the reporting time zone.</param>
public sealed record AssumptionUse(
    string Key, decimal Value, PipelineId? PipelineId, string Scope, string Author, AssumptionOrigin Origin, DateOnly Since)
{
    /// <summary>As <c>65 USD per hour (Company, stated by Fay, since 2026-10-01)</c>.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{AssumptionWords.InUnit(Key, Value)} ({Scope}, {By}, since {Since:yyyy-MM-dd})");

    private string By => Origin switch
    {
        AssumptionOrigin.Example => "shipped example",
        AssumptionOrigin.Definition => $"stated by {Author} in the definition",
        _ => $"stated by {Author}",
    };
}

/// <summary>A statement that is missing.</summary>
/// <param name="Key">One of <see cref="AssumptionKeys"/>.</param>
/// <param name="PipelineId">The pipeline whose outputs cannot be counted without.</param>
/// <param name="Pipeline">Its name.</param>
/// <param name="HasExample">True when GenOps ships an example that a person may confirm.</param>
public sealed record AssumptionGap(string Key, PipelineId PipelineId, string Pipeline, bool HasExample);

/// <summary>How figures name the statements they rest on.</summary>
internal sealed class AssumptionNaming(KpiNames names, ReportingCalendar calendar)
{
    /// <summary>A statement by name; it must have a value.</summary>
    public AssumptionUse Of(Assumption stated) => new(
        stated.Key, stated.Value!.Value, stated.PipelineId, stated.PipelineId is null ? "Company" : names.Of(stated.PipelineId),
        stated.Author, stated.Origin, calendar.DayOf(stated.ValidFrom));

    /// <summary>A missing one by name.</summary>
    public AssumptionGap Gap(string key, PipelineId pipeline, bool hasExample) => new(key, pipeline, names.Of(pipeline), hasExample);
}

using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;

namespace GenOps.Web.Pages.Finance;

/// <summary>What a view is about, looked up by its names, and what else there is to choose.</summary>
internal sealed class FinanceScope(AnalyticsChoices choices, ReportingCalendar calendar, TimeProvider time)
{
    /// <summary>The money, also where the view leaves it open.</summary>
    public MoneyMode Money { get; private set; } = MoneyMode.Sandbox;

    /// <summary>First and last day, both inclusive.</summary>
    public (DateOnly First, DateOnly Last) Days { get; private set; }

    public IReadOnlyList<PipelineChoice> Pipelines { get; private set; } = [];

    public CutChoices Cuts { get; private set; } = CutChoices.None;

    /// <summary>The filter a view stands for. What could be found before something was missing is there to choose from all the same.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">There is no such pipeline or version.</exception>
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public async Task<AnalyticsFilter> FindAsync(FinanceView view, Actor actor, CancellationToken cancellationToken)
    {
        Days = view.Days(calendar.DayOf(time.UtcNow()));
        Money = view.Money ?? await choices.OpensOnAsync(actor, cancellationToken);
        Pipelines = await choices.PipelinesAsync(actor, cancellationToken);
        var pipeline = view.Pipeline is null ? null : Pipelines.FirstOrDefault(p => p.Name == view.Pipeline);
        Cuts = await choices.CutsAsync(actor, pipeline?.Id, cancellationToken);
        if (view.Pipeline is not null && pipeline is null) throw new NotFoundException($"There is no pipeline {view.Pipeline}. Choose one of the list.");
        var version = view.Version is null ? null : Cuts.Versions.FirstOrDefault(v => v.Number == view.Version)
            ?? throw new NotFoundException($"{view.Pipeline} has no version {view.Version}. Choose one of the list.");
        return Now(view, pipeline?.Id, version?.Id);
    }

    /// <summary>The filter that the same view stands for now: a period by word moves on with its days.</summary>
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public AnalyticsFilter Now(FinanceView view, PipelineId? pipeline, PipelineVersionId? version)
    {
        var now = time.UtcNow();
        Days = view.Days(calendar.DayOf(now));
        return view.ToFilter(Money, pipeline, version, calendar, now);
    }
}

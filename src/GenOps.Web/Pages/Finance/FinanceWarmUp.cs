using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;

namespace GenOps.Web.Pages.Finance;

/// <summary>
/// Asks once, some time after a start, what the finance page asks. The first question of a kind takes a second more than the next, since
/// its queries are compiled for it; without this a person would wait for that.
/// </summary>
internal sealed partial class FinanceWarmUp(
    KpiCatalogue catalogue, AnalyticsChoices choices, ReportingCalendar calendar, TimeProvider time, ILogger<FinanceWarmUp> log) : BackgroundService
{
    /// <summary>The first moments belong to what a server is started for.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Asks as the page does when it is opened, cut by a model, and compared with the period before.</summary>
    /// <returns>What was asked; nothing while figures would be counted from rows, and where nothing was charged for a model.</returns>
    public async Task<IReadOnlyList<AnalyticsFilter>> AskAsync(CancellationToken cancellationToken)
    {
        if (!await catalogue.ReadsSumsAsync(Actor.System, cancellationToken)) return [];
        var (scope, view) = (new FinanceScope(choices, calendar, time), new FinanceView());
        var opened = await scope.FindAsync(view, Actor.System, cancellationToken) with { ByModel = true };
        if (scope.Cuts.Models is not [var model, ..]) return [];
        var before = view.ComparedTo("before").ComparedDays(calendar.DayOf(time.UtcNow()))!.Value;
        AnalyticsFilter[] asked = [opened, opened with { Model = model }, ComparisonDays.Ask(opened with { ByModel = false }, before, calendar)];
        foreach (var filter in asked) await catalogue.ComputeAsync(Actor.System, FinanceFigures.Names, filter, cancellationToken);
        return asked;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(Pause, time, stoppingToken);
            await AskAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The figures could not be asked for ahead: the first who opens them waits a second longer.")]
    private static partial void LogFailed(ILogger log, Exception exception);
}

using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>Tells of budgets that run out, once for each share of each period, and lets calls go on whose reason to wait has gone by itself.</summary>
public sealed class BudgetWatch(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, BudgetBook book, IPriceBook prices, TimeProvider clock, ILogger<BudgetWatch> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, clock, "The look at the budgets");
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private static readonly (int Percent, BudgetWarning Warning)[] Shares =
        [(50, BudgetWarning.Half), (80, BudgetWarning.MostOf), (100, BudgetWarning.Full)];

    /// <summary>Looks at all budgets in force.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await TellAsync(cancellationToken);
        await WakeAsync(cancellationToken);
        await WakeFittingAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(CheckAsync, Pause, failures, clock, stoppingToken);

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var running = await db.BudgetAccounts.AsNoTracking().Where(a => a.From <= now && (a.To == null || a.To > now))
            .Where(a => a.ToldPercent < 100 || !a.ToldForecast)
            .Join(db.Budgets.Where(b => b.EndedAt == null), a => a.BudgetId, b => b.Id, (a, b) => new { Account = a, b.AmountNanos })
            .Where(x => x.Account.SpentNanos > 0)
            .ToListAsync(cancellationToken);
        foreach (var one in running)
        {
            var account = one.Account;
            var percent = (decimal)account.SpentNanos / one.AmountNanos * 100;
            if (Shares.LastOrDefault(s => percent >= s.Percent) is { Percent: > 0 } share && share.Percent > account.ToldPercent)
                await TellAsync(account, one.AmountNanos, share.Warning, share.Percent, cancellationToken);
            if (!account.ToldForecast && BudgetForecast.At(new Money(account.SpentNanos), account.From, account.To, now) is { } forecast
                && forecast.Nanos > one.AmountNanos)
                await TellAsync(account, one.AmountNanos, BudgetWarning.Forecast, 0, cancellationToken);
        }
    }

    /// <summary>Whoever raises the mark writes the row, so that several nodes tell it once.</summary>
    private Task TellAsync(BudgetAccount account, long amount, BudgetWarning warning, int percent, CancellationToken cancellationToken) =>
        runner.RunAsync(Actor.System, scope => TellAsync(scope, account, amount, warning, percent), cancellationToken);

    private static async Task TellAsync(CommandScope scope, BudgetAccount account, long amount, BudgetWarning warning, int percent)
    {
        var (db, _, now, cancellationToken) = scope;
        var rows = db.BudgetAccounts.Where(a => a.Id == account.Id);
        var mine = warning == BudgetWarning.Forecast
            ? await rows.Where(a => !a.ToldForecast).ExecuteUpdateAsync(a => a.SetProperty(x => x.ToldForecast, true), cancellationToken)
            : await rows.Where(a => a.ToldPercent < percent).ExecuteUpdateAsync(a => a.SetProperty(x => x.ToldPercent, percent), cancellationToken);
        if (mine == 0) return;
        db.Add(new BudgetAlert
        {
            Id = Id.New<BudgetAlertId>(),
            AccountId = account.Id,
            BudgetId = account.BudgetId,
            Warning = warning,
            At = now,
            SpentNanos = account.SpentNanos,
            AmountNanos = amount,
        });
    }

    /// <summary>All that a call may use has a price by now, whoever recorded it under whatever name, or a period is over.</summary>
    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var candidates = await db.BudgetWaits.AsNoTracking()
            .Where(w => w.NeedNanos == null || db.BudgetAccounts.Any(a => a.Id == w.AccountId && a.To != null && a.To <= now))
            .Select(w => new { Wait = w, Over = db.BudgetAccounts.Any(a => a.Id == w.AccountId && a.To != null && a.To <= now) })
            .ToListAsync(cancellationToken);
        var waits = candidates.Where(c => c.Over || HasPrice(c.Wait, now)).Select(c => c.Wait).OrderBy(w => w.Since).ThenBy(w => w.Id.Value).ToList();
        if (waits.Count == 0) return;
        await runner.RunAsync(Actor.System, scope => book.WakeAsync(scope.Db, waits, scope.Now, cancellationToken), cancellationToken);
    }

    private bool HasPrice(BudgetWait wait, DateTime now) =>
        wait.Use.Length == 0
            ? prices.Knows(wait.Provider, wait.Model)
            : Json.Deserialize<Usage>(wait.Use) is { } use && prices.Price(wait.Provider, wait.Model, use, now, now).Cost is not null;

    /// <summary>Should a step that was woken have been cancelled instead of taking its room, the next in the queue takes it.</summary>
    private async Task WakeFittingAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        foreach (var account in await db.BudgetWaits.Where(w => w.HoldId == null).Select(w => w.AccountId).Distinct().ToListAsync(cancellationToken))
            await runner.RunAsync(Actor.System, scope => book.WakeFittingAsync(scope.Db, account, scope.Now, cancellationToken), cancellationToken);
    }
}

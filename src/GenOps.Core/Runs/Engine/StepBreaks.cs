using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Engine;

/// <summary>Puts down that something in a step threw, or that its workers were lost too often, so that no step comes back for ever.</summary>
public sealed class StepBreaks(
    IDbContextFactory<GenOpsDbContext> factory, StepCompletion completion, BrokenCalls calls, IOptions<RecoveryOptions> options, TimeProvider time,
    ILogger<StepBreaks> log)
{
    /// <summary>How many exceptions without a newly recorded answer fail a step.</summary>
    public const int MostExceptions = 3;

    /// <summary>How many leases lost in a row without a newly recorded answer fail a step.</summary>
    public const int MostLostLeases = 10;

    /// <summary>A step of a cancelled run is not tried again after so many.</summary>
    private const int LostLeasesOfACancelledRun = 2;

    /// <summary>How long a break-off is kept for a database that is away, before the lease is left to run out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly RepeatedFailures refusals = new(log, time, "Putting down what came of a step");

    /// <summary>Puts down an exception. While the database is away it keeps the lease and goes on trying for two minutes, or until this process stops.</summary>
    /// <returns>False when the step belongs to another worker now.</returns>
    public async Task<bool> PutDownAsync(StepLease lease, RunScript script, Exception exception, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        var broken = Read(exception);
        if (broken.Counts) log.LogError(exception, "Step {Step} of run {Run} broke off", lease.Step.StepId, lease.Run.Id);
        else refusals.Add(exception);
        while (true)
        {
            try
            {
                await calls.BookAsync(lease.Step.Id, CancellationToken.None);
                var applied = await completion.ApplyAsync(lease, script, broken, CancellationToken.None);
                refusals.Passed();
                return applied;
            }
            catch (Exception e) when (StorageFault.Of(e) is not null && !stopping.IsCancellationRequested && time.GetElapsedTime(began) < Patience)
            {
                refusals.Add(e);
                await Task.Delay(Look, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Ends a step whose workers were lost too often; it may be what ends them.</summary>
    /// <returns>Null when it is to be worked on.</returns>
    public async Task<bool?> EndLostAsync(StepLease lease, RunScript script)
    {
        if (lease.Step.LostLeases < LostLeasesOfACancelledRun) return null;
        await using var db = await factory.CreateDbContextAsync();
        var cancelled = await db.Runs.AnyAsync(r => r.Id == lease.Run.Id && r.CancelRequested);
        if (!cancelled && lease.Step.LostLeases < MostLostLeases) return null;
        await calls.BookAsync(lease.Step.Id, CancellationToken.None);
        StepOutcome outcome = cancelled
            ? new StepOutcome.Stopped("The run was cancelled.")
            : new StepOutcome.Failed("The process that worked on it ended ten times in a row, so it may be what ends it. The log of the workers says more.");
        return await completion.ApplyAsync(lease, script, outcome, CancellationToken.None);
    }

    private StepOutcome.BrokenOff Read(Exception exception) => StorageFault.Of(exception) is { } trouble
        ? new StepOutcome.BrokenOff(StorageFault.Words(trouble), Counts: false, options.Value.BreakPause * 5)
        : new StepOutcome.BrokenOff(PlainWords.Of(exception.GetBaseException().Message), Counts: true, options.Value.BreakPause);
}

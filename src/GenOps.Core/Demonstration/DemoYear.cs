using System.Threading.Channels;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Data.Bulk;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Demonstration;

/// <summary>
/// Fills an empty database with some time of use that never was: plausible in its sizes, prices, mishaps and people, consistent as the product
/// itself would have written it, and marked as sandbox money throughout. The same options give the same rows.
/// </summary>
public sealed class DemoYear(IDbContextFactory<GenOpsDbContext> factory, DatabaseChoice choice, CommandRunner runner, ReportingCalendar calendar)
{
    /// <summary>Rows that are made while as many are being written.</summary>
    private const int Stretch = 40_000;

    /// <summary>Fills it. What is cut off in the middle is no database and must be thrown away.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Hears how far it is; null where nobody does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">That cannot be made.</exception>
    /// <exception cref="ConflictException">The database is in use already.</exception>
    public async Task<DemoSummary> FillAsync(DemoOptions options, IProgress<DemoProgress>? progress, CancellationToken cancellationToken)
    {
        options.Check();
        await DemandEmptyAsync(cancellationToken);
        var world = await new DemoSetup(factory, options).ExecuteAsync(cancellationToken);
        var tally = await Task.Run(() => FillAsync(world, progress, cancellationToken), cancellationToken);
        var summary = tally.Summary(world.Pipelines.Count, world.Blobs.Count);
        await runner.RunAsync(Actor.System, scope => scope.Record("demo.fill", "database", "demonstration", Told(options, summary)), cancellationToken);
        return summary;
    }

    private async Task DemandEmptyAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (await db.Pipelines.AnyAsync(cancellationToken) || await db.Runs.AnyAsync(cancellationToken) || await db.PriceEntries.AnyAsync(cancellationToken) || await db.Users.AnyAsync(cancellationToken))
            throw new ConflictException("This database is in use already. A demonstration is made in one of its own: name a new folder with --data, or an empty database with --database.");
    }

    /// <summary>One makes rows while the other writes those before.</summary>
    private async Task<DemoTally> FillAsync(DemoWorld world, IProgress<DemoProgress>? progress, CancellationToken cancellationToken)
    {
        using var model = await factory.CreateDbContextAsync(cancellationToken);
        using var writer = BulkWriter.Open(choice, model.Model);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = Channel.CreateBounded<DemoRows>(2);
        var making = Task.Run(() => MakeAsync(world, ready.Writer, stop.Token), stop.Token);
        var tally = new DemoTally();
        try
        {
            await foreach (var rows in ready.Reader.ReadAllAsync(cancellationToken))
            {
                rows.Write(writer);
                writer.Commit();
                tally.Add(rows);
                progress?.Report(new DemoProgress(tally.Calls, world.Options.Calls));
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await making;
        writer.Finish();
        return tally;
    }

    private async Task MakeAsync(DemoWorld world, ChannelWriter<DemoRows> ready, CancellationToken cancellationToken)
    {
        try
        {
            var rows = new DemoRows();
            rows.Ledger.AddRange(new DemoFixedCosts(world, calendar).Entries());
            foreach (var course in new DemoSchedule(world).Courses(() => rows))
            {
                DemoRun.Make(course);
                if (rows.Count < Stretch) continue;
                await HandOverAsync(rows, course.Run.TriggeredAt);
                rows = new DemoRows();
            }

            await HandOverAsync(rows, world.Options.End);
            ready.Complete();
        }
        catch (Exception e)
        {
            ready.Complete(e);
            throw;
        }

        async Task HandOverAsync(DemoRows made, DateTime at)
        {
            world.Blobs.Drain(made, at);
            if (world.Options.IsBare) made.Strip();
            await ready.WriteAsync(made, cancellationToken);
        }
    }

    private static string Told(DemoOptions options, DemoSummary summary) => FormattableString.Invariant(
        $"Filled this database with a demonstration: {options.Days} days until {options.End:yyyy-MM-dd}, {summary.Calls} calls, seed {options.Seed}. None of it happened.");
}

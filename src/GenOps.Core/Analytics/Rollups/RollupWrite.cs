using System.Globalization;
using System.Text;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>Writes one batch: all of it, or nothing.</summary>
/// <param name="State">What the sums were when the batch was worked out.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Stamps">Those whose runs are in it.</param>
internal sealed record RollupWrite(RollupState State, RollupBatch Batch, IReadOnlyList<long> Stamps)
{
    // Rows of one statement.
    private const int Most = 500;

    /// <summary>While the sums are built: the last run of the batch; null once all are in.</summary>
    public RunId? BuiltTo { get; init; }

    /// <summary>Begins new sums.</summary>
    public static async Task BeginAsync(GenOpsDbContext db, RollupState state, CancellationToken cancellationToken)
    {
        await using (var transaction = await WriteTransaction.BeginAsync(db, cancellationToken))
        {
            await db.RollupStates.Where(s => s.Id == state.Id).ExecuteDeleteAsync(cancellationToken);
            db.RollupStates.Add(state);
            // Every run is summed from rows read later than these.
            await db.RunStamps.ExecuteDeleteAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        db.ChangeTracker.Clear();
        // What no answer reads any more is taken away by and by.
        for (var fact = 1; fact <= (int)Enum.GetValues<RollupFact>().Max(); fact++)
        {
            using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
            await db.RollupSums.Where(s => s.Build < state.Build && s.Fact == fact).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>Writes it, unless the sums are not what they were any more: then the next round works it out anew.</summary>
    public async Task RunAsync(GenOpsDbContext db, RollupKeys keys, DateOnly today, CancellationToken cancellationToken)
    {
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var (build, round, runs) = (State.Build, State.Round, State.BuiltTo is null ? 0 : Batch.Runs);
        var mine = await db.RollupStates.Where(s => s.Build == build && s.Round == round)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Round, round + 1).SetProperty(x => x.BuiltTo, BuiltTo).SetProperty(x => x.RunsBuilt, x => x.RunsBuilt + runs), cancellationToken);
        if (mine == 0) return;
        db.RollupKeys.AddRange(keys.Fresh);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        foreach (var rows in Sums(today).Chunk(Most)) await db.Database.ExecuteSqlRawAsync(Upsert(rows), cancellationToken);
        foreach (var changed in Batch.Changed.Chunk(Most)) await PutAsync(db, changed, cancellationToken);
        foreach (var ids in Stamps.Chunk(Most)) await db.RunStamps.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Written();
    }

    /// <summary>The rows to add to, as numbers in the order of the columns.</summary>
    private IEnumerable<string> Sums(DateOnly today)
    {
        var months = new Dictionary<RollupPlace, (RollupAmount Amount, long? FirstAt)>();
        foreach (var (place, amount) in Batch.Differences)
        {
            var first = Batch.FirstAt(place);
            yield return Row(RollupGrain.Day, place, today.DayNumber, amount, first);
            var month = place with { Day = ReportingCalendar.MonthOf(DateOnly.FromDayNumber(place.Day)).DayNumber };
            var sum = months.GetValueOrDefault(month);
            months[month] = (sum.Amount + amount, sum.FirstAt is { } earlier && !(first < earlier) ? earlier : first);
        }

        foreach (var (month, sum) in months) yield return Row(RollupGrain.Month, month, 0, sum.Amount, sum.FirstAt);
    }

    private string Row(RollupGrain grain, RollupPlace place, int recordedOn, RollupAmount amount, long? firstAt) => string.Create(
        CultureInfo.InvariantCulture,
        $"({State.Build},{(int)grain},{(int)place.Fact},{place.Day},{place.KeyId},{recordedOn},{amount.Amount},{amount.Rows},{(firstAt is { } ticks ? ticks.ToString(CultureInfo.InvariantCulture) : "NULL")})");

    // Nothing but whole numbers goes into the text.
    private static string Upsert(string[] rows) => new StringBuilder(
            """
            INSERT INTO "RollupSums" ("Build", "Grain", "Fact", "Day", "KeyId", "RecordedOn", "Amount", "Rows", "FirstAt") VALUES
            """)
        .Append(' ').AppendJoin(',', rows)
        .Append(
            """
             ON CONFLICT ("Build", "Grain", "Fact", "Day", "KeyId", "RecordedOn") DO UPDATE SET
            "Amount" = "RollupSums"."Amount" + excluded."Amount", "Rows" = "RollupSums"."Rows" + excluded."Rows",
            "FirstAt" = CASE WHEN excluded."FirstAt" < "RollupSums"."FirstAt" OR "RollupSums"."FirstAt" IS NULL THEN excluded."FirstAt" ELSE "RollupSums"."FirstAt" END
            """)
        .ToString();

    private async Task PutAsync(GenOpsDbContext db, (RunId Run, byte[] Data)[] changed, CancellationToken cancellationToken)
    {
        var statement = new StringBuilder("""INSERT INTO "RunRollups" ("RunId", "Build", "Data") VALUES """);
        var values = new List<object>(changed.Length * 2);
        foreach (var (run, data) in changed)
        {
            if (values.Count > 0) statement.Append(',');
            statement.Append(CultureInfo.InvariantCulture, $"({{{values.Count}}},{State.Build},{{{values.Count + 1}}})");
            values.Add(run.Value);
            values.Add(data);
        }

        statement.Append(""" ON CONFLICT ("RunId") DO UPDATE SET "Build" = excluded."Build", "Data" = excluded."Data" """);
        await db.Database.ExecuteSqlRawAsync(statement.ToString(), values, cancellationToken);
    }
}

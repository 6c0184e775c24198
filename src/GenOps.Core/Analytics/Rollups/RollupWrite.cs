using System.Globalization;
using System.Text;
using GenOps.Core.Data;
using GenOps.Core.Faults;
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

    private const string SqliteSpreads = """
        SELECT s.* FROM json_each({1}) AS p CROSS JOIN "RollupSpreads" AS s
        ON s."Build" = {0} AND s."Grain" = p.value ->> 'Grain' AND s."Fact" = p.value ->> 'Fact' AND s."Day" = p.value ->> 'Day'
            AND s."KeyId" = p.value ->> 'KeyId' AND s."RecordedOn" = p.value ->> 'RecordedOn'
        """;

    private const string PostgresSpreads = """
        SELECT s.* FROM json_to_recordset({1}::json) AS p("Grain" integer, "Fact" integer, "Day" integer, "KeyId" integer, "RecordedOn" integer)
        JOIN "RollupSpreads" AS s USING ("Grain", "Fact", "Day", "KeyId", "RecordedOn") WHERE s."Build" = {0}
        """;

    /// <summary>While the sums are built: the last run of the batch; null once all are in.</summary>
    public RunId? BuiltTo { get; init; }

    /// <summary>The last day to which nothing more is added once this is written.</summary>
    public int KnownThrough { get; init; } = State.KnownThrough;

    /// <summary>Begins new sums.</summary>
    /// <returns>How many stamps they make needless.</returns>
    public static async Task<int> BeginAsync(GenOpsDbContext db, RollupState state, CancellationToken cancellationToken)
    {
        int needless;
        await using (var transaction = await WriteTransaction.BeginAsync(db, cancellationToken))
        {
            await db.RollupStates.Where(s => s.Id == state.Id).ExecuteDeleteAsync(cancellationToken);
            db.RollupStates.Add(state);
            // Every run is summed from rows read later than these.
            needless = await db.RunStamps.ExecuteDeleteAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        db.ChangeTracker.Clear();
        // What no answer reads any more is taken away by and by.
        for (var fact = 1; fact <= (int)Enum.GetValues<RollupFact>().Max(); fact++)
        {
            using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
            await db.RollupSums.Where(s => s.Build < state.Build && s.Fact == fact).ExecuteDeleteAsync(cancellationToken);
            await db.RollupSpreads.Where(s => s.Build < state.Build && s.Fact == fact).ExecuteDeleteAsync(cancellationToken);
        }

        return needless;
    }

    /// <summary>Says that nothing is added any more to what was known by the end of a day.</summary>
    public static async Task CloseAsync(GenOpsDbContext db, RollupState state, int knownThrough, CancellationToken cancellationToken)
    {
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        await db.RollupStates.Where(s => s.Build == state.Build && s.Round == state.Round)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Round, x => x.Round + 1).SetProperty(x => x.KnownThrough, knownThrough), cancellationToken);
    }

    /// <summary>Writes it, unless the sums are not what they were any more: then the next round works it out anew.</summary>
    public async Task RunAsync(GenOpsDbContext db, RollupKeys keys, CancellationToken cancellationToken)
    {
        // All that is composed is composed before anybody has to wait for it.
        var places = Places();
        List<string> sums = [.. places.Where(p => p.Key.Place.DurationClass == 0).Select(Row).Chunk(Most).Select(Upsert)];
        var spreads = Spreads(places).Chunk(Most).Select(same => (Where: PlacesOf(same), Spreads: same)).ToList();
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var (build, round, runs, knownThrough) = (State.Build, State.Round, State.BuiltTo is null ? 0 : Batch.Runs, KnownThrough);
        var mine = await db.RollupStates.Where(s => s.Build == build && s.Round == round).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.Round, round + 1).SetProperty(x => x.BuiltTo, BuiltTo).SetProperty(x => x.RunsBuilt, x => x.RunsBuilt + runs)
                .SetProperty(x => x.KnownThrough, knownThrough),
            cancellationToken);
        if (mine == 0) return;
        db.RollupKeys.AddRange(keys.Fresh);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        foreach (var sql in sums) await db.Database.ExecuteSqlRawAsync(sql, cancellationToken);
        foreach (var (where, same) in spreads) await PutAsync(db, where, same, cancellationToken);
        foreach (var changed in Batch.Changed.Chunk(Most)) await PutAsync(db, changed, cancellationToken);
        // All in one parameter, however many.
        var stamps = Stamps;
        if (stamps.Count > 0) await db.RunStamps.Where(s => EF.Parameter(stamps).Contains(s.Id)).ExecuteDeleteAsync(cancellationToken);
        await CrashPoints.ReachAsync(CrashPoint.SumsWriting);
        await transaction.CommitAsync(cancellationToken);
        keys.Written();
        await CrashPoints.ReachAsync(CrashPoint.SumsWritten);
    }

    /// <summary>What to add where, by day and by month.</summary>
    private Dictionary<(RollupGrain Grain, RollupPlace Place), (RollupAmount Amount, long? FirstAt)> Places()
    {
        var rows = new Dictionary<(RollupGrain Grain, RollupPlace Place), (RollupAmount Amount, long? FirstAt)>();
        foreach (var (place, amount) in Batch.Differences)
        {
            var first = Batch.FirstAt(place);
            // What changes of a day that is closed changes from the next on.
            Add(RollupGrain.Day, place with { KnownOn = Math.Max(place.KnownOn, State.KnownThrough + 1) }, amount, first);
            Add(RollupGrain.Month, place with { Day = ReportingCalendar.MonthOf(DateOnly.FromDayNumber(place.Day)).DayNumber, KnownOn = 0 }, amount, first);
        }

        return rows;

        void Add(RollupGrain grain, RollupPlace place, RollupAmount amount, long? first)
        {
            var sum = rows.GetValueOrDefault((grain, place));
            rows[(grain, place)] = (sum.Amount + amount, sum.FirstAt is { } earlier && !(first < earlier) ? earlier : first);
        }
    }

    /// <summary>A row, as numbers in the order of the columns.</summary>
    private string Row(KeyValuePair<(RollupGrain Grain, RollupPlace Place), (RollupAmount Amount, long? FirstAt)> row)
    {
        var ((grain, place), (amount, firstAt)) = row;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"({State.Build},{(int)grain},{(int)place.Fact},{place.Day},{place.KeyId},{place.KnownOn},{amount.Amount},{amount.Rows},{(firstAt is { } ticks ? ticks.ToString(CultureInfo.InvariantCulture) : "NULL")})");
    }

    /// <summary>What to add to durations, each with what it has in all classes.</summary>
    private static IEnumerable<((RollupGrain Grain, RollupPlace Place) Key, Spread Spread)> Spreads(
        Dictionary<(RollupGrain Grain, RollupPlace Place), (RollupAmount Amount, long? FirstAt)> places) =>
        from place in places
        where place.Key.Place.DurationClass != 0
        group (place.Key.Place.DurationClass, place.Value.Amount) by (place.Key.Grain, place.Key.Place with { DurationClass = 0 }) into same
        select (same.Key, Spread.Of(same));

    // One parameter: a statement whose text differs each time would be translated each time, and kept.
    private static string PlacesOf(IEnumerable<((RollupGrain Grain, RollupPlace Place) Key, Spread Spread)> spreads) =>
        Json.Serialize(spreads.Select(s => new { s.Key.Grain, s.Key.Place.Fact, s.Key.Place.Day, s.Key.Place.KeyId, RecordedOn = s.Key.Place.KnownOn }));

    /// <summary>Adds to durations that were kept before. Whoever holds the state's row is the only one to write them.</summary>
    private async Task PutAsync(GenOpsDbContext db, string where, ((RollupGrain Grain, RollupPlace Place) Key, Spread Spread)[] spreads, CancellationToken cancellationToken)
    {
        var before = await db.RollupSpreads.FromSqlRaw(db.Database.IsSqlite() ? SqliteSpreads : PostgresSpreads, State.Build, where).AsNoTracking()
            .ToDictionaryAsync(s => ((RollupGrain)s.Grain, new RollupPlace((RollupFact)s.Fact, s.Day, s.KeyId, s.RecordedOn)), s => s.Data, cancellationToken);
        var statement = new StringBuilder("""INSERT INTO "RollupSpreads" ("Build", "Grain", "Fact", "Day", "KeyId", "RecordedOn", "Data") VALUES """);
        var values = new List<object>(spreads.Length);
        foreach (var ((grain, place), spread) in spreads)
        {
            if (before.GetValueOrDefault((grain, place)) is { } kept) spread.Add(kept);
            if (values.Count > 0) statement.Append(',');
            statement.Append(CultureInfo.InvariantCulture, $"({State.Build},{(int)grain},{(int)place.Fact},{place.Day},{place.KeyId},{place.KnownOn},{{{values.Count}}})");
            values.Add(spread.ToBytes());
        }

        statement.Append(""" ON CONFLICT ("Build", "Grain", "Fact", "Day", "KeyId", "RecordedOn") DO UPDATE SET "Data" = excluded."Data" """);
        await db.Database.ExecuteSqlRawAsync(statement.ToString(), values, cancellationToken);
    }

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

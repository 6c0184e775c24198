using GenOps.Core.Blobs;
using GenOps.Core.Data.Store;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>Finds what of a run can begin the hot way.</summary>
public sealed class HotLooks(IEngineStore store, TimeProvider time)
{
    /// <summary>How many items of a map are looked up at once.</summary>
    private const int ItemsAtHand = 64;

    /// <summary>The steps that can, and whether there are others that may have to be seen to.</summary>
    /// <param name="run">The run, which learns how its steps stand.</param>
    /// <param name="room">How many steps at most.</param>
    internal async Task<(IReadOnlyList<StepRun> Ready, bool IsMore)> FindAsync(HotRun run, int room)
    {
        var heads = await HeadsAsync(run);
        run.See(heads);
        var ready = heads.Where(s => s.State == StepState.Ready && !run.Refused.Contains(s.Id) && HotQuestions.Knows(run.Script, s)).OrderBy(s => s.Position).ToList();
        var maps = heads.Where(s => s.State == StepState.Expanded && HotQuestions.KnowsItems(run.Script, s.StepId)).ToList();
        var isMore = heads.Count(s => s.State is StepState.Ready or StepState.Running or StepState.Expanded) > ready.Count + maps.Count;
        foreach (var map in maps)
        {
            var (items, others) = await ItemsAsync(run, map, room);
            ready.AddRange(items);
            isMore |= others;
        }

        return ([.. ready.Take(room)], isMore || ready.Count > room);
    }

    /// <summary>Reads the run's steps, and its inputs where they are not at hand.</summary>
    private async Task<IReadOnlyList<StepRun>> HeadsAsync(HotRun run)
    {
        Asked<IReadOnlyList<StepRun>> heads = null!;
        Asked<Blob?>? inputs = null;
        await store.ReadAsync(reading =>
        {
            heads = reading.Rows<StepRun>(run.HeadsWhere, run.HeadsValues);
            if (run.Inputs is null) inputs = reading.Row<Blob>("\"Hash\" = $1", run.Row.InputHash);
        });
        // The slow way meets inputs that were erased too, and says so.
        if (inputs?.Value is { ErasedAt: null } blob) run.Inputs = Json.Parse(blob.Content)?.AsObject();
        return heads.Value;
    }

    /// <summary>The items of a map that may begin now; further ones are noted, and each that ends takes the next. And whether there are some that only the slow way takes up.</summary>
    private async Task<(IReadOnlyList<StepRun> Items, bool IsMore)> ItemsAsync(HotRun run, StepRun map, int room)
    {
        var items = Items("$4");
        Asked<IReadOnlyList<long>> running = null!;
        Asked<IReadOnlyList<int>> others = null!;
        Asked<IReadOnlyList<StepRun>> ready = null!;
        await store.ReadAsync(reading =>
        {
            running = reading.Values<long>($"""SELECT count(*) FROM "StepRuns" WHERE {items}""", run.Row.Id, map.Position, map.StepId, StepState.Running);
            others = reading.Values<int>(
                $"""SELECT 1 WHERE EXISTS (SELECT 1 FROM "StepRuns" WHERE {items} AND "Attempts" > 0) OR EXISTS (SELECT 1 FROM "StepRuns" WHERE {Items("$5")} AND "LeaseUntil" < $6)""",
                run.Row.Id, map.Position, map.StepId, StepState.Ready, StepState.Running, time.UtcNow());
            ready = reading.Rows<StepRun>($"""{items} AND "Attempts" = 0 ORDER BY "Item" LIMIT {ItemsAtHand}""", run.Row.Id, map.Position, map.StepId, StepState.Ready);
        });
        var free = run.Script.Definition.Step(map.StepId).Map!.Concurrency - (int)running.Value[0];
        if (free <= 0) return ([], others.Value.Count > 0);
        run.Note(map.StepId, ready.Value.Where(s => !run.Refused.Contains(s.Id)));
        return ([.. Enumerable.Range(0, Math.Min(room, free)).Select(_ => run.TakeItem(map.StepId)).OfType<StepRun>()], others.Value.Count > 0);
    }

    private static string Items(string state) => $""" "RunId" = $1 AND "Position" = $2 AND "StepId" = $3 AND "Item" <> -1 AND "State" = {state} """;
}

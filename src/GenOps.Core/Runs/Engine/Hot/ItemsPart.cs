using GenOps.Core.Data.Store;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>In which states other items of a run's maps are; asked so that they need not be gone through.</summary>
internal sealed class ItemsPart
{
    private const string OfRun = """FROM "StepRuns" WHERE "RunId" = $1 AND "Item" <> -1 AND "Id" <> $2 AND "State" = """;

    private static readonly string States = string.Join(" UNION ALL ", new[] { StepState.Ready, StepState.Running, StepState.Failed }
        .Select(s => $"SELECT '{s}' WHERE EXISTS (SELECT 1 {OfRun}'{s}')"));

    private static readonly string Siblings = string.Join(" UNION ALL ", new[] { StepState.Ready, StepState.Running }
        .Select(s => $"""SELECT 1 WHERE EXISTS (SELECT 1 {OfRun}'{s}' AND "Position" = $3 AND "StepId" = $4)"""));

    private readonly Asked<IReadOnlyList<string>> states;
    private readonly Asked<IReadOnlyList<int>> siblings;

    private ItemsPart(Asked<IReadOnlyList<string>> states, Asked<IReadOnlyList<int>> siblings) => (this.states, this.siblings) = (states, siblings);

    /// <summary>Asks, as seen from one step.</summary>
    public static ItemsPart Ask(StoreReading reading, StepRun step) => new(
        reading.Values<string>(States, step.RunId, step.Id), reading.Values<int>(Siblings, step.RunId, step.Id, step.Position, step.StepId));

    /// <summary>As <see cref="RunBoard.Items"/>.</summary>
    public IReadOnlyCollection<StepState> Others => [.. states.Value.Select(Enum.Parse<StepState>)];

    /// <summary>Whether others of the step's own map are open.</summary>
    public bool HasOpenSiblings => siblings.Value.Count > 0;
}

using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Reads the facts for a decision. What is asked of a map does not grow with its items, until the last of them ends.</summary>
internal sealed class BoardReading(GenOpsDbContext db, MadeContents made, RunScript script, CancellationToken cancellationToken)
{
    /// <summary>The board of a step that was worked on; the run and its steps are tracked then.</summary>
    /// <param name="lease">The step's.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="given">What it gave; null for nothing.</param>
    /// <param name="now">UTC.</param>
    /// <exception cref="NotMadeException">The list of its map is not made yet.</exception>
    public async Task<RunBoard> OfAsync(StepLease lease, StepOutcome outcome, BlobHash? given, DateTime now)
    {
        var run = await db.Runs.SingleAsync(r => r.Id == lease.Run.Id, cancellationToken);
        var heads = await HeadsAsync(run.Id);
        var step = (await db.StepRuns.FindAsync([lease.Step.Id], cancellationToken))!;
        var board = new RunBoard
        {
            Script = script,
            Run = RunFact.Of(run),
            Step = StepFact.Of(step),
            Exceptions = step.Exceptions,
            Given = given,
            Heads = heads,
            Pause = lease.HeldBy,
            PauseOver = lease.HeldBy is { } pause && !await HoldQuery.Active(db, now).AnyAsync(h => h.Id == pause.Id, cancellationToken),
        };
        var (items, others) = await ItemsAsync(step);
        board = board with { Items = items, Parts = await PartsAsync(step) };
        if (!others && step.Item != StepRun.NoItem && outcome is (StepOutcome.Done or StepOutcome.Skipped) && heads[step.StepId].State == StepState.Expanded)
            board = await WithSiblingsAsync(board, step);
        if (outcome is StepOutcome.Review || MayBeLast(board))
        {
            board = board with
            {
                Outputs = await db.Outputs.Where(o => o.RunId == run.Id).OrderBy(o => o.Name).ThenBy(o => o.Item)
                    .Select(o => new OutputFact(o.Id, o.Name, o.Item, o.State, o.AcceptedAt != null)).ToListAsync(cancellationToken),
            };
        }

        return outcome switch
        {
            StepOutcome.Review => board with
            {
                Decided = await db.ReviewTasks.Where(t => t.StepRunId == step.Id && t.State == ReviewState.Decided).Select(t => t.OutputId).ToHashSetAsync(cancellationToken),
            },
            // To be in the line, and to say that one is, is one: who is taken out of it at the same moment must not think so.
            StepOutcome.Queued => board with
            {
                Parked = await db.BudgetWaits.Where(w => w.StepRunId == step.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.Parked, true), cancellationToken) > 0,
            },
            _ => board,
        };
    }

    /// <summary>All steps of a run but the items of its maps, by id.</summary>
    public async Task<Dictionary<string, StepFact>> HeadsAsync(RunId run) =>
        (await db.StepRuns.Heads(run, script.Definition.Steps.Select(s => s.Id)).ToListAsync(cancellationToken)).ToDictionary(s => s.StepId, StepFact.Of);

    /// <summary>In which states other items of the run are, and whether others of its own map are open.</summary>
    private async Task<(IReadOnlyCollection<StepState> States, bool Others)> ItemsAsync(StepRun step)
    {
        if (script.Definition.Steps.All(s => s.Map is null)) return ([], false);
        var items = db.StepRuns.Where(s => s.RunId == step.RunId && s.Item != StepRun.NoItem && s.Id != step.Id);
        // Each asked for by itself, so that the items need not be gone through.
        var any = await db.Runs.Where(r => r.Id == step.RunId).Select(r => new
        {
            Ready = items.Any(s => s.State == StepState.Ready),
            Running = items.Any(s => s.State == StepState.Running),
            Failed = items.Any(s => s.State == StepState.Failed),
            Others = items.Any(s => (s.State == StepState.Ready || s.State == StepState.Running) && s.Position == step.Position && s.StepId == step.StepId),
        }).SingleAsync(cancellationToken);
        StepState?[] states = [any.Ready ? StepState.Ready : null, any.Running ? StepState.Running : null, any.Failed ? StepState.Failed : null];
        return ([.. states.OfType<StepState>()], any.Others);
    }

    /// <summary>The items of its map and the list of what they gave, all of them ended.</summary>
    private async Task<RunBoard> WithSiblingsAsync(RunBoard board, StepRun step)
    {
        var siblings = await db.StepRuns.Where(s => s.RunId == step.RunId && s.StepId == step.StepId && s.Item != StepRun.NoItem).OrderBy(s => s.Item)
            .Select(s => new StepFact(s.StepId, s.Item, s.State, s.OutputHash, s.Score, s.Missing, s.SchemaValid)).ToListAsync(cancellationToken);
        board = board with { Siblings = siblings };
        return board with { List = StepContents.OfItems(made, board.ItemOutputs, cancellationToken).Hash };
    }

    /// <summary>The items of other steps that may make an output with it: those of the same place, or all.</summary>
    private async Task<IReadOnlyList<StepFact>> PartsAsync(StepRun step)
    {
        var names = script.Definition.Outputs.Where(o => o.Per is not null && o.Artifacts.Contains(step.StepId)
                && (step.Item != StepRun.NoItem || !script.Graph.SameFamily(step.StepId, o.Per)))
            .SelectMany(o => o.Artifacts).Where(id => script.Definition.Step(id).Map is not null && id != step.StepId).Distinct().ToList();
        if (names.Count == 0) return [];
        var parts = db.StepRuns.Where(s => s.RunId == step.RunId && names.Contains(s.StepId));
        parts = step.Item == StepRun.NoItem ? parts.Where(s => s.Item != StepRun.NoItem) : parts.Where(s => s.Item == step.Item);
        return await parts.Select(s => new StepFact(s.StepId, s.Item, s.State, s.OutputHash, s.Score, s.Missing, s.SchemaValid)).ToListAsync(cancellationToken);
    }

    /// <summary>Nothing else of the run is open, but for what this step may free.</summary>
    internal static bool MayBeLast(RunBoard board) =>
        !board.Items.Any(s => s != StepState.Failed) && board.Heads.Values.All(h => h.StepId == board.Step.StepId || StepRun.IsFinal(h.State));
}

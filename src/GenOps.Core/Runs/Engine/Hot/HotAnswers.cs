using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>Reads answers that are kept, and foresees what follows from them, before the commit that puts it down.</summary>
public sealed class HotAnswers(
    IDbContextFactory<GenOpsDbContext> factory, IEngineStore store, HotQuestions questions, IProviderRegistry providers, CallPrices prices, TimeProvider time)
{
    /// <summary>A map of more items ends the slow way, so that whoever waits for a commit waits for no list that is long.</summary>
    private const int MostJoined = 200;

    /// <summary>What later steps see of it.</summary>
    internal static StepValue ValueOf(StepOutcome.Done outcome) => new(outcome.Output, outcome.Score, outcome.Missing, outcome.SchemaValid);

    /// <summary>Reads an answer.</summary>
    /// <returns>Null where it is of no use as it is: the slow way records it, and asks again or fails.</returns>
    internal async Task<HotAnswer?> ReadAsync(HotRun run, HotQuestion question, SendOutcome.Answered answered)
    {
        var call = question.Call!;
        var reading = AnswerReading.Of(providers.Get(call.Provider), question.Draft.Request, answered.Body, answered.CutAt);
        if (reading.Answer.IsCut) return null;
        var (value, problem) = await PromptStepKind.ReadAsync(question.Asking.Schema, reading.Answer);
        if (problem is not null) return null;
        var outcome = new StepOutcome.Done(value, SchemaValid: question.Asking.Schema is null ? null : true);
        var answer = new HotAnswer(call, reading, answered, prices.Of(call, reading), outcome, StepContents.Of(value));
        // From one of many items nothing follows, until it turns out to be the last.
        return question.IsOfItem ? answer : await ForeseeAsync(run, question, answer, []);
    }

    /// <summary>The answer with what its map gives, once no other item is open.</summary>
    /// <returns>Null where that is left to the slow way.</returns>
    internal async Task<HotAnswer?> JoinAsync(HotRun run, HotQuestion question, HotAnswer answer)
    {
        var step = question.Lease.Step;
        Asked<IReadOnlyList<StepRun>> rows = null!;
        await store.ReadAsync(reading => rows = Items(reading, step));
        return rows.Value.Count <= MostJoined ? await ForeseeAsync(run, question, answer, [.. rows.Value.Select(StepFact.Of)]) : null;
    }

    /// <summary>Asks for a step and the other items of its map, in order, as far as they are few.</summary>
    internal static Asked<IReadOnlyList<StepRun>> Items(StoreReading reading, StepRun step) => reading.Rows<StepRun>(
        $"""
        "RunId" = $1 AND "Position" = $2 AND "StepId" = $3 AND "Item" <> {StepRun.NoItem} ORDER BY "Item" LIMIT {MostJoined + 1}
        """,
        step.RunId, step.Position, step.StepId);

    /// <summary>The first step that the answer frees, or the next item of its map, its call made ready; null where there is none for the hot way.</summary>
    internal async Task<HotQuestion?> NextAsync(HotRun run, HotQuestion question, HotAnswer answer)
    {
        if (question.IsOfItem && answer.Join is null) return run.TakeItem(question.Definition.Id) is { } item ? await questions.MakeAsync(run, item) : null;
        var freed = answer.Following.Freed.Select(id => run.Heads[id]).FirstOrDefault(s => HotQuestions.Knows(run.Script, s));
        if (freed is null) return null;
        if (answer.Join is { } join)
        {
            var map = answer.Following.Joined[0];
            run.Keep(map.StepId, join.List.Hash, new StepValue(Json.Parse(join.List.Bytes), map.Score, map.Missing, map.SchemaValid));
        }
        else
        {
            run.Keep(question.Definition.Id, answer.Given.Hash, ValueOf(answer.Outcome));
        }

        return await questions.MakeAsync(run, freed);
    }

    /// <summary>Decides on how the run stands as far as is known here, and makes the contents that demands.</summary>
    private async Task<HotAnswer> ForeseeAsync(HotRun run, HotQuestion question, HotAnswer answer, IReadOnlyList<StepFact> siblings)
    {
        var made = new MadeContents(new Beforehand(factory));
        made.Keep(answer.Given);
        var board = new RunBoard
        {
            Script = run.Script,
            Run = RunFact.Of(run.Row),
            Step = StepFact.Of(question.Lease.Step),
            Given = answer.Given.Hash,
            Heads = run.Heads.ToDictionary(h => h.Key, h => StepFact.Of(h.Value)),
            Siblings = siblings,
        };
        var join = siblings.Count == 0
            ? null
            : new HotJoin(siblings, await made.GoAsync(() => Task.FromResult(StepContents.OfItems(made, board.ItemOutputs, CancellationToken.None)), CancellationToken.None));
        var following = RunDecision.Decide(board with { List = join?.List.Hash }, answer.Outcome, time.UtcNow()).Following;
        var drafts = following.Drafts.Count == 0
            ? []
            : await made.GoAsync(() => Task.FromResult(OutputAssembly.Of(made, following.Drafts, CancellationToken.None)), CancellationToken.None);
        return answer with { Following = following, Drafts = drafts, Join = join };
    }
}

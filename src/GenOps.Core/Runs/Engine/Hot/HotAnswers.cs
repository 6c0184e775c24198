using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>Reads answers that are kept, and foresees what follows from them, before the commit that puts it down.</summary>
public sealed class HotAnswers(IDbContextFactory<GenOpsDbContext> factory, HotQuestions questions, IProviderRegistry providers, CallPrices prices)
{
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
        var given = StepContents.Of(value);
        return new HotAnswer(call, reading, answered, prices.Of(call, reading), outcome, given, await DraftsAsync(run, question, outcome, given));
    }

    /// <summary>The first step that the answer frees, or the next item of its map, its call made ready; null where there is none for the hot way.</summary>
    internal async Task<HotQuestion?> NextAsync(HotRun run, HotQuestion question, HotAnswer answer)
    {
        if (question.Lease.Step.Item != StepRun.NoItem) return run.TakeItem(question.Definition.Id) is { } item ? await questions.MakeAsync(run, item) : null;
        var after = HeadsAfter(run, question, answer.Given);
        var freed = RunDecision.Freed(run.Script, after).Select(id => run.Heads[id]).FirstOrDefault(s => HotQuestions.Knows(run.Script, s));
        if (freed is null) return null;
        run.Keep(question.Lease.Step.StepId, answer.Given.Hash, ValueOf(answer.Outcome));
        return await questions.MakeAsync(run, freed);
    }

    private async Task<IReadOnlyList<(OutputParts, MadeOutput)>> DraftsAsync(HotRun run, HotQuestion question, StepOutcome.Done outcome, BlobContent given)
    {
        // What its items make is made all together, with the last of them.
        if (question.Lease.Step.Item != StepRun.NoItem || !run.Script.Definition.Outputs.Any(o => o.Artifacts.Contains(question.Definition.Id))) return [];
        var after = HeadsAfter(run, question, given, outcome);
        var complete = OutputCompletion.Of(run.Script, after, [], [after[question.Definition.Id]]);
        if (complete.Count == 0) return [];
        var made = new MadeContents(new Beforehand(factory));
        made.Keep(given);
        var drafts = await made.GoAsync(() => Task.FromResult(OutputAssembly.Of(made, complete, CancellationToken.None)), CancellationToken.None);
        return [.. complete.Zip(drafts)];
    }

    /// <summary>How the steps stand once it is applied, as far as is known here.</summary>
    private static Dictionary<string, StepFact> HeadsAfter(HotRun run, HotQuestion question, BlobContent given, StepOutcome.Done? outcome = null)
    {
        var heads = run.Heads.ToDictionary(h => h.Key, h => StepFact.Of(h.Value));
        var id = question.Definition.Id;
        heads[id] = heads[id] with { State = StepState.Succeeded, Output = given.Hash, SchemaValid = outcome?.SchemaValid };
        return heads;
    }
}

using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;

namespace GenOps.Core.Demonstration;

/// <summary>Works on steps: claims them, has them ask, and writes how they ended.</summary>
internal sealed class DemoWork(DemoCourse course)
{
    /// <summary>What a judge and a critique may answer.</summary>
    private const int ControlTokens = 1024;

    private readonly DemoCalls calls = new(course);
    private readonly List<ModelCall> answered = [];

    /// <summary>Why the last step that failed did.</summary>
    public string Why { get; private set; } = "";

    /// <summary>A new step, or an item of one.</summary>
    public StepRun Begin(StepDefinition step, int position, int item, StepState first)
    {
        var row = new StepRun
        {
            Id = course.Ids.New<StepRunId>(course.Now),
            RunId = course.Run.Id,
            StepId = step.Id,
            Kind = course.Version.Kinds[position],
            Item = item,
            Position = position,
            ReadyAt = first == StepState.Ready ? course.Now : null,
        };
        course.Rows.Steps.Add(StepTransitions.Begin(row, first));
        return row;
    }

    /// <summary>Somebody takes it.</summary>
    public void Claim(StepRun step)
    {
        if (step.State == StepState.Blocked) StepTransitions.Move(step, StepState.Ready);
        StepTransitions.Move(step, StepState.Running);
        step.StartedAt ??= course.Now;
        step.Attempts++;
        step.LeaseEpoch++;
    }

    /// <summary>Works on a step that asks models; time passes.</summary>
    /// <param name="step">The step.</param>
    /// <param name="row">Its row, or that of an item.</param>
    /// <param name="variant">Of its contents.</param>
    /// <param name="verdict">What a judge says.</param>
    /// <returns>False where it failed; <see cref="Why"/> says why.</returns>
    public bool Do(StepDefinition step, StepRun row, int variant, DemoVerdict? verdict)
    {
        Claim(row);
        answered.Clear();
        (row.Score, row.Missing) = (verdict?.Score, verdict?.Missing);
        if (verdict is { } said) row.OutputHash = course.Contents.Verdict(said);
        var input = course.World.Sizes.Prompt(course.Random, course.Pipeline.Plan.InputScale * (verdict is null ? 1 : 1.2));
        return step switch
        {
            // Some requests a provider will not answer, and they all fail.
            _ when course.Random.Chance(0.0012) => Refused(Question(step, row, step.Models[0].Tier, CallPurpose.Production, 0, variant, input, 1, 1)),
            PromptStep prompt => Prompt(prompt, row, variant, input),
            ImageStep image => Asked(Question(step, row, Tier.Image, CallPurpose.Production, 0, variant, input, 0, 1)),
            JudgeStep judge => Asked(Question(step, row, judge.Model.Tier, CallPurpose.Judge, 0, variant, input, ControlTokens, 0.3)),
            _ => throw new NotSupportedException($"A demonstration has no step of the kind {step.Kind}."),
        };
    }

    /// <summary>It is done; what it asked for went into what it gave.</summary>
    /// <param name="step">Its row.</param>
    /// <param name="given">What it gave; a judge's verdict stays.</param>
    public void End(StepRun step, BlobHash given)
    {
        foreach (var call in answered.Where(c => c.StepRunId == step.Id && c.Generation == step.Generation && c.State == CallState.Responded)) CallTransitions.Move(call, CallState.Applied);
        StepTransitions.Move(step, StepState.Succeeded);
        (step.EndedAt, step.ReadyAt, step.Problem) = (course.Now, null, "");
        if (step.Score is null) step.OutputHash = given;
        course.Values.Put(step.StepId, step.Item, step.Score, step.Missing, step.SchemaValid);
    }

    /// <summary>All items of it are done.</summary>
    public void Join(StepRun head, IReadOnlyList<StepRun> items, BlobHash list)
    {
        StepTransitions.Move(head, StepState.Succeeded);
        (head.OutputHash, head.Score, head.EndedAt) = (list, items.Min(i => i.Score), course.Now);
        head.Missing = items.Any(i => i.Missing is not null) ? items.Sum(i => i.Missing ?? 0) : null;
        head.SchemaValid = items.Any(i => i.SchemaValid is not null) ? items.All(i => i.SchemaValid != false) : null;
        course.Values.Put(head.StepId, head.Item, head.Score, head.Missing, head.SchemaValid);
    }

    /// <summary>It cannot be done.</summary>
    public void Fail(StepRun step)
    {
        StepTransitions.Move(step, StepState.Failed);
        (step.EndedAt, step.ReadyAt, step.Problem) = (course.Now, null, Why);
        (step.Score, step.Missing, step.OutputHash) = (null, null, null);
    }

    /// <summary>There is nothing for it to do.</summary>
    public void Skip(StepRun step, string why)
    {
        StepTransitions.Move(step, StepState.Skipped);
        (step.EndedAt, step.ReadyAt, step.Problem) = (course.Now, null, why);
    }

    /// <summary>It is not reached any more.</summary>
    public void Cancel(StepRun step, string why)
    {
        StepTransitions.Move(step, StepState.Cancelled);
        (step.EndedAt, step.Problem) = (course.Now, why);
    }

    private bool Prompt(PromptStep step, StepRun row, int variant, long input)
    {
        var ordinal = 0;
        if (!Draft(step, row, CallPurpose.Production, variant, input, ref ordinal)) return false;
        for (var round = 0; round < (step.Critique?.Rounds ?? 0); round++)
        {
            if (!Asked(Question(step, row, step.Critique!.Model.Tier, CallPurpose.Critique, ordinal++, variant, input, ControlTokens, 0.3))) return false;
            if (!course.Random.Chance(0.42)) break;
            if (!Draft(step, row, CallPurpose.Repair, variant, input + 300, ref ordinal)) return false;
        }

        if (step.Schema is not null) row.SchemaValid = true;
        return true;
    }

    /// <summary>Asks until an answer follows the schema, as often as the step allows.</summary>
    private bool Draft(PromptStep step, StepRun row, CallPurpose purpose, int variant, long input, ref int ordinal)
    {
        for (var repair = 0; repair <= step.Repairs; repair++)
        {
            if (Ask(Question(step, row, step.Model.Tier, purpose, ordinal++, variant, input + (repair * 200), step.MaxOutputTokens, 1)) is not { } call) return false;
            if (step.Schema is null || !course.Random.Chance(0.025)) return true;
            CallTransitions.Move(call, CallState.Unusable);
            (call.Problem, call.AnswerHash) = ("it is no JSON: it ends too early", course.Contents.Answer(step, purpose, variant, isOfUse: false));
            purpose = CallPurpose.Repair;
        }

        Why = $"The answer could not be used after {step.Repairs + 1} tries: it is no JSON.";
        return false;
    }

    private bool Asked(DemoQuestion question) => Ask(question) is not null;

    private ModelCall? Ask(DemoQuestion question)
    {
        if (calls.Ask(question) is not { } call)
        {
            Why = "No whole answer came. It may have been charged; by policy it is not sent again.";
            return null;
        }

        answered.Add(call);
        return call;
    }

    private bool Refused(DemoQuestion question)
    {
        calls.AskRefused(question);
        Why = "The request was refused by the provider's rules.";
        return false;
    }

    private static DemoQuestion Question(
        StepDefinition step, StepRun row, Tier tier, CallPurpose purpose, int ordinal, int variant, long input, int most, double scale) =>
        new(step, row, purpose, tier, ordinal, variant, input, most, scale);
}

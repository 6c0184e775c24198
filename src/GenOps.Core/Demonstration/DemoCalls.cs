using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;

namespace GenOps.Core.Demonstration;

/// <summary>What one question of a step is about.</summary>
/// <param name="Step">The step.</param>
/// <param name="Row">Its row, or that of its item.</param>
/// <param name="Purpose">Why it is asked.</param>
/// <param name="Tier">The tier asked for.</param>
/// <param name="Ordinal">Which question of the step.</param>
/// <param name="Variant">Of its contents.</param>
/// <param name="InputTokens">How long it is.</param>
/// <param name="MostOutput">How long its answer may be.</param>
/// <param name="OutputScale">How long its answer is beside the usual.</param>
internal sealed record DemoQuestion(
    StepDefinition Step, StepRun Row, CallPurpose Purpose, Tier Tier, int Ordinal, int Variant, long InputTokens, int MostOutput, double OutputScale);

/// <summary>Makes the calls of a run: sent again where a provider limits, fails or says nothing, and booked as the protocol of a paid call does.</summary>
internal sealed class DemoCalls(DemoCourse course)
{
    private const string Node = "demonstration";
    private const int MostAttempts = 4;

    private readonly DemoRandom random = course.Random;
    private readonly DemoModels models = course.World.Models;

    /// <summary>What becomes of one sending.</summary>
    private enum Fate
    {
        Answered,
        Limited,
        Unavailable,
        SentAgain,
        WrittenOff,
        ChargedLate,
    }

    /// <summary>Asks; time passes.</summary>
    /// <returns>The call that was answered; null where none will be.</returns>
    public ModelCall? Ask(DemoQuestion question)
    {
        var provider = course.Pipeline.Plan.Home;
        for (var attempt = 0; ; attempt++)
        {
            var call = Intend(question, attempt, provider);
            var fate = attempt + 1 == MostAttempts ? Fate.Answered : FateOf(provider);
            switch (fate)
            {
                case Fate.Answered:
                    Answer(call, question);
                    return call;
                case Fate.Limited:
                    course.Pass(random.Between(0.05, 0.3));
                    Refuse(call, CallFailure.RateLimited, $"429: {provider} takes no more requests of this minute.");
                    course.Pass(random.Between(4d, 20d));
                    break;
                case Fate.Unavailable:
                    course.Pass(random.Between(0.2, 3));
                    Refuse(call, CallFailure.Unavailable, $"503: {provider} is not available.");
                    provider = DemoModels.Other(provider);
                    break;
                case Fate.SentAgain:
                    Doubt(call);
                    CallTransitions.Move(call, CallState.Resubmitted);
                    if (models.IsDown(provider, course.Now)) provider = DemoModels.Other(provider);
                    break;
                default:
                    Doubt(call);
                    CallTransitions.Move(call, CallState.WrittenOff);
                    if (fate == Fate.ChargedLate) ChargeLate(call, question);
                    return null;
            }
        }
    }

    /// <summary>Its provider does not take it, for what it asks.</summary>
    public void AskRefused(DemoQuestion question)
    {
        var call = Intend(question, 0, course.Pipeline.Plan.Home);
        course.Pass(random.Between(0.1, 0.6));
        Refuse(call, CallFailure.Refused, "400: the request was refused by the provider's rules.");
    }

    private Fate FateOf(string provider) => models.IsDown(provider, course.Now)
        ? random.Unit() switch { < 0.62 => Fate.Unavailable, < 0.86 => Fate.SentAgain, < 0.95 => Fate.WrittenOff, _ => Fate.ChargedLate }
        : random.Unit() switch { < 0.004 => Fate.Limited, < 0.0055 => Fate.SentAgain, < 0.0057 => Fate.ChargedLate, _ => Fate.Answered };

    private ModelCall Intend(DemoQuestion question, int attempt, string provider)
    {
        var at = course.Now;
        var model = models.ModelOf(provider, question.Tier, at);
        var call = new ModelCall
        {
            Id = course.Ids.New<ModelCallId>(at),
            RunId = course.Run.Id,
            StepRunId = question.Row.Id,
            Generation = question.Row.Generation,
            Ordinal = question.Ordinal,
            Attempt = attempt,
            Purpose = question.Purpose,
            Money = course.Run.Money,
            Provider = provider,
            Model = model,
            Tier = question.Tier,
            Kind = question.Tier == Tier.Image ? "image" : "chat",
            Node = Node,
            RequestHash = course.Contents.Request(question.Step, question.Purpose, question.Variant),
            ReservedNanos = course.World.Prices.Price(provider, model, Most(question), at, at).Cost?.Nanos,
            CreatedAt = at,
            SentAt = at.AddMilliseconds(3),
        };
        CallTransitions.Move(call, CallState.Sending);
        course.Rows.Calls.Add(call);
        if (provider != course.Pipeline.Plan.Home) course.Rows.Routes.Add(LedAway(call));
        return call;
    }

    private void Answer(ModelCall call, DemoQuestion question)
    {
        var usage = Used(question);
        course.Pass(Seconds(question.Tier, usage));
        CallTransitions.Move(call, CallState.Responded);
        Put(call, question, usage);
        if (CallBooking.FirstEntry(call, Price(call, usage), course.Snapshot, course.Now, course.Ids.New<LedgerEntryId>(course.Now)) is { } entry) course.Rows.Ledger.Add(entry);
    }

    private void Put(ModelCall call, DemoQuestion question, Usage usage)
    {
        (call.AnswerHash, call.EndedAt, call.AnsweredModel) = (course.Contents.Answer(question.Step, question.Purpose, question.Variant, isOfUse: true), course.Now, call.Model);
        (call.UsageEstimated, call.Problem, call.Failure) = (usage.Estimated, "", null);
        foreach (var bucket in usage.Quantities)
        {
            course.Rows.Usage.Add(new UsageLine
            {
                Id = course.Ids.New<UsageLineId>(course.Now),
                CallId = call.Id,
                Meter = bucket.Meter,
                Variant = bucket.Variant,
                Quantity = bucket.Quantity,
            });
        }
    }

    private AnswerPrice Price(ModelCall call, Usage usage) => new(course.World.Prices.Price(call.Provider, call.PricedModel, usage, call.SentAt!.Value, course.Now));

    private void Refuse(ModelCall call, CallFailure failure, string problem)
    {
        CallTransitions.Move(call, CallState.Rejected);
        (call.EndedAt, call.Failure, call.Problem) = (course.Now, failure, problem);
    }

    /// <summary>Nothing came back, and it may have been charged: booked at its worst case.</summary>
    private void Doubt(ModelCall call)
    {
        course.Pass(random.Between(45d, 100d));
        CallTransitions.Move(call, CallState.InDoubt);
        (call.EndedAt, call.Failure, call.Problem) = (course.Now, CallFailure.Lost, $"No whole answer came from {call.Provider}.");
        call.Pricing = call.ReservedNanos is null ? PricingState.Unpriced : PricingState.Priced;
        if (call.ReservedNanos is not { } worst) return;
        call.CostNanos = worst;
        Book(call, new Money(worst), LedgerBasis.Estimate, revision: 0);
    }

    /// <summary>Its bill turns up after all, hours later; the difference to the estimate is settled.</summary>
    private void ChargeLate(ModelCall call, DemoQuestion question)
    {
        var back = course.Now;
        course.Pass(random.Between(7_200d, 100_000d));
        if (course.Now < course.World.Last && call.ReservedNanos is { } estimate)
        {
            var usage = Used(question);
            CallTransitions.Move(call, CallState.LateCharge);
            Put(call, question, usage);
            call.Problem = "The provider answered this call after it had ended without an answer. The answer is kept, and its charge booked.";
            if (CallBooking.FirstEntry(call, Price(call, usage), course.Snapshot, course.Now, course.Ids.New<LedgerEntryId>(course.Now)) is { } first && first.Amount.Nanos != estimate)
                Book(call, new Money(first.Amount.Nanos - estimate), LedgerBasis.Settlement, revision: 1);
        }

        course.Now = back;
    }

    private void Book(ModelCall call, Money amount, LedgerBasis basis, int revision) => course.Rows.Ledger.Add(
        LedgerBook.Entry(call, course.Snapshot, amount, basis, call.CreatedAt, course.Now, revision, id: course.Ids.New<LedgerEntryId>(course.Now)));

    private RouteDecision LedAway(ModelCall call)
    {
        var home = course.Pipeline.Plan.Home;
        var first = $"{home}/{models.ModelOf(home, call.Tier, call.CreatedAt)}";
        return new RouteDecision
        {
            Id = course.Ids.New<RouteDecisionId>(call.CreatedAt),
            CallId = call.Id,
            Asked = $"tier {call.Tier.ToString().ToLowerInvariant()}",
            Candidates = $"[\"{first}\",\"{call.Provider}/{call.Model}\"]",
            Chosen = $"{call.Provider}/{call.Model}",
            Propensity = 1,
            Reason = $"{home} did not answer, and {call.Provider} serves the same tier.",
        };
    }

    private static Usage Most(DemoQuestion question) => question.Tier == Tier.Image
        ? Picture(question, estimated: true)
        : UsageNormaliser.Buckets(estimated: true, new(Meter.Input, question.InputTokens), new(Meter.Output, question.MostOutput));

    private Usage Used(DemoQuestion question)
    {
        if (question.Tier == Tier.Image) return Picture(question, estimated: false);
        var estimated = random.Chance(0.008);
        var cached = !estimated && random.Chance(0.3) ? (long)(question.InputTokens * random.Between(0.3, 0.85)) : 0;
        var output = Math.Min(course.World.Sizes.Generated(random, question.OutputScale), question.MostOutput);
        var thought = question.Tier == Tier.Frontier && !estimated ? Math.Min(question.MostOutput - output, output / 2) : 0;
        return UsageNormaliser.Buckets(
            estimated, new(Meter.Input, question.InputTokens - cached), new(Meter.CacheRead, cached), new(Meter.Output, output), new(Meter.ReasoningOutput, thought));
    }

    private static Usage Picture(DemoQuestion question, bool estimated)
    {
        var image = (ImageStep)question.Step;
        return new Usage([new UsageQuantity(Meter.Images, 1, $"{image.Size.Width}x{image.Size.Height}/standard")], estimated);
    }

    private double Seconds(Tier tier, Usage usage)
    {
        var (first, each) = tier switch { Tier.Small => (0.35, 0.006), Tier.Frontier => (1.4, 0.022), Tier.Image => (7, 0.0), _ => (0.7, 0.012) };
        return (first * random.Between(0.7, 1.8)) + (each * usage.Quantities[^1].Quantity);
    }
}

using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Testing.Finance;

/// <summary>Runs of every kind by chance, the same for the same seed: for properties that must hold whatever happened.</summary>
public sealed class FinanceRandom
{
    private static readonly string[] Rules = ["always", "sample 5%", "steps.check.score < 0.75"];
    private readonly FinanceRows _rows = new();
    private readonly Random _random;
    private readonly DateTime _from;
    private readonly int _days;

    /// <param name="seed">Names the run of chance.</param>
    /// <param name="runs">How many runs.</param>
    /// <param name="from">Begin of the time in which they are triggered, UTC.</param>
    /// <param name="days">Its length.</param>
    public FinanceRandom(int seed, int runs, DateTime from, int days)
    {
        _random = new Random(seed);
        _from = from;
        _days = days;
        PipelineVersion[][] versions =
        [
            [.. AddPipeline("release-announcement", "marketing", 90, null, 3)],
            [.. AddPipeline("invoice-extraction", "accounting", 8, 6.5m, 2)],
            [.. AddPipeline("support-reply", "support", 14, null, 4)],
        ];
        _rows.Assume(null, AssumptionKeys.LabourRate, 65, from.AddDays(-1));
        _rows.Assume(null, AssumptionKeys.LabourRate, 68, from.AddDays(days / 2));
        for (var month = 0; month * 30 < days; month++)
        {
            _rows.Fixed(null, MoneyMode.Live, from.AddDays(month * 30), 40_000_000_000);
            _rows.Fixed(null, MoneyMode.Sandbox, from.AddDays(month * 30), 20_000_000_000);
        }

        for (var i = 0; i < runs; i++)
        {
            var ofPipeline = versions[_random.Next(versions.Length)];
            var day = _random.NextDouble() * days;
            // Later days run later versions.
            var version = ofPipeline[Math.Min(ofPipeline.Length - 1, (int)(day / days * ofPipeline.Length))];
            AddRun(version, from.AddSeconds((long)(day * 86_400)), _random.Next(4) == 0 ? MoneyMode.Sandbox : MoneyMode.Live, Array.IndexOf(versions, ofPipeline) == 1);
        }
    }

    /// <summary>Writes it.</summary>
    public Task SaveAsync(GenOpsDbContext db, MoneyMode? only = null) => _rows.SaveAsync(db, only);

    private IEnumerable<PipelineVersion> AddPipeline(string name, string costCentre, decimal baseline, decimal? value, int versions)
    {
        var pipeline = _rows.Pipeline(name, costCentre, _from.AddDays(-10));
        _rows.Assume(pipeline, AssumptionKeys.BaselineMinutes, baseline, _from.AddDays(-1));
        if (value is not null) _rows.Assume(pipeline, AssumptionKeys.ValuePerOutput, value, _from.AddDays(-1));
        for (var number = 1; number <= versions; number++)
        {
            var at = _from.AddDays((double)_days / versions * (number - 1)).AddHours(-5);
            var version = _rows.Version(pipeline, number, at);
            if (number % 2 == 1) _rows.Draft(version, at.AddHours(-30));
            _rows.Activate(version, at);
            yield return version;
        }
    }

    private void AddRun(PipelineVersion version, DateTime at, MoneyMode money, bool perItem)
    {
        var state = _random.Next(100) switch
        {
            < 6 => RunState.Failed,
            < 9 => RunState.Cancelled,
            < 14 => RunState.WaitingForReview,
            < 17 => RunState.Running,
            _ => RunState.Succeeded,
        };
        var ended = Run.IsFinal(state) ? at.AddMinutes(_random.Next(1, 600)) : (DateTime?)null;
        var run = _rows.Run(version, money, perItem ? "accounting" : "marketing", at, state, ended);
        var items = perItem ? _random.Next(1, 4) : 0;
        var facts = _rows.Step(run, "facts", generation: _random.Next(8) == 0 ? 1 : 0);
        if (facts.Generation == 1) AddCall(run, facts, at, CallPurpose.Production, 0, generation: 0);
        AddCall(run, facts, at.AddSeconds(5), CallPurpose.Production, 0);
        for (var item = 0; item < items; item++)
        {
            var step = _rows.Step(run, "extract", item);
            AddCall(run, step, at.AddSeconds(20), CallPurpose.Production, 0);
            if (_random.Next(3) == 0) AddCall(run, step, at.AddSeconds(25), CallPurpose.Repair, 1);
        }

        var check = _rows.Step(run, "check");
        AddCall(run, check, at.AddSeconds(40), CallPurpose.Judge, 0);
        if (_random.Next(4) == 0) _rows.Tool(run, facts, at.AddSeconds(50), _random.Next(1, 90_000));
        if (state is RunState.Failed && _random.Next(2) == 0) return;
        for (var item = perItem ? 0 : -1; item < items; item++) AddOutput(run, check, item, at.AddSeconds(60));
    }

    private void AddCall(Run run, StepRun step, DateTime at, CallPurpose purpose, int ordinal, int? generation = null)
    {
        var state = _random.Next(100) switch
        {
            < 3 => CallState.Unusable,
            < 5 => CallState.InDoubt,
            < 6 => CallState.WrittenOff,
            < 7 => CallState.LateCharge,
            _ => CallState.Applied,
        };
        var frontier = purpose == CallPurpose.Judge;
        var unpriced = _random.Next(60) == 0;
        var call = _rows.Call(
            run, step, at, unpriced ? null : _random.NextInt64(20_000, frontier ? 90_000_000 : 12_000_000), purpose, state, ordinal,
            generation: generation, pricing: unpriced ? PricingState.Unpriced : null, estimated: _random.Next(25) == 0,
            tier: frontier ? Tier.Frontier : Tier.Small, model: frontier ? "gpt-4o" : "gpt-4o-mini",
            // Two providers serve one model.
            provider: purpose == CallPurpose.Repair && run.Money == MoneyMode.Live ? "azure" : null);
        if (unpriced) return;
        if (_random.Next(50) == 0) _rows.Book(run, step, call, at.AddSeconds(1), _random.NextInt64(20_000, 900_000), LedgerBasis.Measured, duplicate: true);
        if (state == CallState.LateCharge) Settle(run, step, call, -_random.NextInt64(1, 20_000));
    }

    /// <summary>As the engine does: in the period of the call, which says the same.</summary>
    private void Settle(Run run, StepRun step, ModelCall call, long nanos)
    {
        call.CostNanos += nanos;
        _rows.Book(run, step, call, call.CreatedAt, nanos, recordedAt: call.CreatedAt.AddDays(1));
    }

    private void AddOutput(Run run, StepRun check, int item, DateTime at)
    {
        if (run.State is RunState.Failed or RunState.Cancelled)
        {
            _rows.Output(run, OutputState.Abandoned, at, item: item);
            return;
        }

        var flagged = _random.Next(100) < 35;
        if (!Run.IsFinal(run.State))
        {
            var open = _rows.Output(run, flagged ? OutputState.Flagged : OutputState.Drafted, at, item: item);
            if (flagged) _rows.Flag(open, check, Rules[0]);
            return;
        }

        if (!flagged)
        {
            _rows.Output(run, OutputState.Published, at, at.AddMinutes(1), byPerson: false, item: item, publishedAt: at.AddMinutes(2));
            return;
        }

        var decided = at.AddMinutes(_random.Next(2, 300));
        var rejected = _random.Next(4) == 0;
        var edited = !rejected && _random.Next(3) == 0;
        var output = _rows.Output(
            run, rejected ? OutputState.Rejected : OutputState.Published, at, decided, byPerson: true, edited, item,
            publishedAt: rejected ? null : decided.AddMinutes(1));
        foreach (var rule in Rules.Where(_ => _random.Next(2) == 0).DefaultIfEmpty(Rules[0])) _rows.Flag(output, check, rule);
        var seconds = _random.Next(10) == 0 ? 0 : _random.Next(20, 400);
        // The rate of $65 an hour, in whole nano-dollars.
        _rows.Labour(run, output, decided, seconds, Core.Money.FromUsd(seconds * 65m / 3_600).Nanos, edited ? LabourActivity.Rework : LabourActivity.Review);
    }
}

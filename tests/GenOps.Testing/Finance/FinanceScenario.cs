using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Testing.Finance;

/// <summary>
/// A small company's September and October 2026 in 40 runs, worked out by hand: in September one pipeline day by day, in October two others,
/// live and sandbox mixed, every class of cost. The tests that read it cite the sums from these comments.
/// </summary>
public sealed class FinanceScenario
{
    private readonly FinanceRows _rows = new();

    /// <summary>Adds all rows; nothing is written before <see cref="SaveAsync"/>.</summary>
    public FinanceScenario()
    {
        Posts = _rows.Pipeline("posts", "marketing", At(9, 20));
        Invoices = _rows.Pipeline("invoices", "accounting", At(10, 10));
        Labels = _rows.Pipeline("labels", "logistics", At(8, 22));
        Posts1 = _rows.Version(Posts, 1, At(9, 21));
        Posts2 = _rows.Version(Posts, 2, At(10, 10));
        Invoices1 = _rows.Version(Invoices, 1, At(10, 10, 9));
        Labels1 = _rows.Version(Labels, 1, At(8, 30));
        _rows.Activate(Posts1, At(9, 21));
        _rows.Activate(Posts2, At(10, 10));
        _rows.Activate(Invoices1, At(10, 11));
        _rows.Activate(Labels1, At(8, 31));
        _rows.Draft(Posts1, At(9, 20, 10));
        _rows.Draft(Posts2, At(10, 8, 12));
        _rows.Draft(Posts2, At(10, 9));
        _rows.Draft(Labels1, At(8, 22, 9));

        _rows.Assume(null, AssumptionKeys.LabourRate, 60, At(1, 1));
        _rows.Assume(Posts, AssumptionKeys.BaselineMinutes, 90, At(1, 1));
        _rows.Assume(Posts, AssumptionKeys.BaselineMinutes, 60, At(10, 10));
        _rows.Assume(Invoices, AssumptionKeys.BaselineMinutes, 10, At(1, 1));
        _rows.Assume(Invoices, AssumptionKeys.ValuePerOutput, 7.5m, At(1, 1));
        _rows.Assume(Labels, AssumptionKeys.BaselineMinutes, 3, At(1, 1));

        // 322,580,645 and 16,129,032 a day, one more on the first 5 and 8 days.
        _rows.FixedMonth(null, MoneyMode.Live, At(10, 1), 10_000_000_000);
        _rows.FixedMonth(Invoices, MoneyMode.Live, At(10, 1), 500_000_000);

        for (var day = 1; day <= 28; day++) LabelsOf(day);
        AcceptedAfterEdit();
        Rejected();
        RetriedAndChargedTwice();
        UnderWay();
        ThreeInvoices();
        Failed();
        Cancelled();
        AcrossTheBegin();
        AtTheEnd();
        Sandbox();
    }

    /// <summary>Begin of October, UTC.</summary>
    public static DateTime From => At(10, 1);

    /// <summary>Begin of September, UTC.</summary>
    public static DateTime September => At(9, 1);

    /// <summary>End of October, UTC.</summary>
    public static DateTime To => At(11, 1);

    public Pipeline Posts { get; }

    public Pipeline Invoices { get; }

    public Pipeline Labels { get; }

    public PipelineVersion Posts1 { get; }

    public PipelineVersion Posts2 { get; }

    public PipelineVersion Invoices1 { get; }

    public PipelineVersion Labels1 { get; }

    /// <summary>The call of the first run's facts.</summary>
    public ModelCall FactsCall { get; private set; } = null!;

    /// <summary>Writes it.</summary>
    public Task SaveAsync(Core.Data.GenOpsDbContext db) => _rows.SaveAsync(db);

    private static DateTime At(int month, int day, int hour = 0, int minute = 0) => new(2026, month, day, hour, minute, 0, DateTimeKind.Utc);

    // $0.001 on the first day, $0.002 on the second, $0.028 on the last: $0.406, of which the four rejected, on each seventh, took
    // 7 + 14 + 21 + 28 = $0.070. Rejected ones and those of the 10th and the 20th were flagged and took a person a minute each, $6 in all.
    // Each is published an hour after it began, the first ten days after its draft.
    private void LabelsOf(int day)
    {
        var (rejected, seen) = (day % 7 == 0, day % 7 == 0 || day % 10 == 0);
        var run = _rows.Run(
            Labels1, MoneyMode.Live, "logistics", At(9, day, 8), rejected ? RunState.Rejected : RunState.Succeeded, At(9, day, 9, 30));
        var write = _rows.Step(run, "write");
        _rows.Call(run, write, At(9, day, 8, 1), day * 1_000_000);
        var output = _rows.Output(
            run, rejected ? OutputState.Rejected : OutputState.Published, At(9, day, 8, 2), At(9, day, 9), byPerson: seen,
            publishedAt: rejected ? null : At(9, day, 9));
        if (!seen) return;
        _rows.Flag(output, write, "each seventh and tenth");
        _rows.Labour(run, output, At(9, day, 9), 60, 1_000_000_000);
    }

    // Production 1,000,000 + 2,000,000 + repair 400,000; control 500,000 + $5 labour (300 s); waste 300,000.
    // A settlement of 1,000 in November belongs to the cohort, not to October's cash.
    private void AcceptedAfterEdit()
    {
        var run = _rows.Run(Posts1, MoneyMode.Live, "marketing", At(10, 2, 8), RunState.Succeeded, At(10, 2, 9));
        var facts = _rows.Step(run, "facts");
        var first = _rows.Step(run, "posts", 0);
        var second = _rows.Step(run, "posts", 1);
        var check = _rows.Step(run, "check");
        FactsCall = _rows.Call(run, facts, At(10, 2, 8, 1), 1_000_000);
        _rows.Book(run, facts, FactsCall, At(11, 5), 1_000);
        _rows.Call(run, first, At(10, 2, 8, 2), 2_000_000);
        _rows.Call(run, second, At(10, 2, 8, 2), 300_000, state: CallState.Unusable);
        _rows.Call(run, second, At(10, 2, 8, 3), 400_000, CallPurpose.Repair, ordinal: 1);
        _rows.Call(run, check, At(10, 2, 8, 4), 500_000, CallPurpose.Judge);
        var output = _rows.Output(
            run, OutputState.Published, At(10, 2, 8, 5), At(10, 2, 8, 50), byPerson: true, edited: true, publishedAt: At(10, 2, 9));
        _rows.Flag(output, check, "always");
        _rows.Labour(run, output, At(10, 2, 8, 50), 300, 5_000_000_000, LabourActivity.Rework);
    }

    // Waste 1,500,000; control 250,000 + $2 labour (120 s).
    private void Rejected()
    {
        var run = _rows.Run(Posts1, MoneyMode.Live, "marketing", At(10, 3, 8), RunState.Rejected, At(10, 3, 9));
        var facts = _rows.Step(run, "facts");
        var check = _rows.Step(run, "check");
        _rows.Call(run, facts, At(10, 3, 8, 1), 1_500_000);
        _rows.Call(run, check, At(10, 3, 8, 2), 250_000, CallPurpose.Judge);
        var output = _rows.Output(run, OutputState.Rejected, At(10, 3, 8, 5), At(10, 3, 8, 50), byPerson: true);
        _rows.Flag(output, check, "always");
        _rows.Flag(output, check, "steps.check.score < 0.75");
        _rows.Labour(run, output, At(10, 3, 8, 50), 120, 2_000_000_000);
    }

    // Production 3,000,000 + tool 50,000; waste: the older generation's 700,000 and the duplicate's 3,000,000.
    private void RetriedAndChargedTwice()
    {
        var run = _rows.Run(Posts2, MoneyMode.Live, "marketing", At(10, 12, 10), RunState.Succeeded, At(10, 12, 13));
        var facts = _rows.Step(run, "facts", generation: 1);
        _rows.Call(run, facts, At(10, 12, 10, 1), 700_000, generation: 0);
        var call = _rows.Call(run, facts, At(10, 12, 10, 2), 3_000_000, tier: Tier.Frontier, model: "gpt-4o");
        _rows.Book(run, facts, call, At(10, 12, 10, 3), 3_000_000, LedgerBasis.Measured, duplicate: true);
        _rows.Tool(run, facts, At(10, 12, 10, 4), 50_000);
        _rows.Output(run, OutputState.Published, At(10, 12, 10, 5), At(10, 12, 12), byPerson: false, publishedAt: At(10, 12, 12, 30));
    }

    // Pending 800,000 and 90,000 in doubt; control 100,000.
    private void UnderWay()
    {
        var run = _rows.Run(Posts2, MoneyMode.Live, "marketing", At(10, 30), RunState.WaitingForReview, null);
        var facts = _rows.Step(run, "facts");
        var check = _rows.Step(run, "check");
        _rows.Call(run, facts, At(10, 30, 0, 1), 800_000);
        _rows.Call(run, check, At(10, 30, 0, 2), 100_000, CallPurpose.Judge);
        _rows.Call(run, check, At(10, 30, 0, 3), 90_000, CallPurpose.Judge, CallState.InDoubt, ordinal: 1);
        var output = _rows.Output(run, OutputState.Flagged, At(10, 30, 0, 4));
        _rows.Flag(output, check, "always");
    }

    // One output per item: by rule, rejected, approved through the API.
    // Production: 10,000 of the step for all, 1,500 − 500 settled, 4,000; waste 2,000; control $1 labour (60 s).
    private void ThreeInvoices()
    {
        var run = _rows.Run(Invoices1, MoneyMode.Live, "accounting", At(10, 19), RunState.Succeeded, At(10, 21, 10));
        var read = _rows.Step(run, "read");
        _rows.Call(run, read, At(10, 19, 0, 1), 10_000);
        var steps = Enumerable.Range(0, 3).Select(item => _rows.Step(run, "extract", item)).ToList();
        var first = _rows.Call(run, steps[0], At(10, 19, 0, 2), 1_500);
        _rows.Book(run, steps[0], first, At(10, 19, 0, 3), -500);
        _rows.Call(run, steps[1], At(10, 19, 0, 2), 2_000);
        _rows.Call(run, steps[2], At(10, 19, 0, 2), 4_000, estimated: true);
        _rows.Output(run, OutputState.Approved, At(10, 19, 0, 5), At(10, 20, 9), byPerson: false, item: 0);
        var rejected = _rows.Output(run, OutputState.Rejected, At(10, 19, 0, 5), At(10, 20, 10), byPerson: true, item: 1);
        var byApi = _rows.Output(run, OutputState.Approved, At(10, 19, 0, 5), At(10, 21, 9), byPerson: true, item: 2);
        _rows.Flag(rejected, read, "sample 5%");
        _rows.Flag(byApi, read, "sample 5%");
        _rows.Labour(run, rejected, At(10, 20, 10), 60, 1_000_000_000, LabourActivity.Direction);
        _rows.Labour(run, byApi, At(10, 21, 9), 0, 0);
    }

    // Waste 5,000 and 7,000 written off; control 600.
    private void Failed()
    {
        var run = _rows.Run(Invoices1, MoneyMode.Live, "accounting", At(10, 22), RunState.Failed, At(10, 22, 1));
        var read = _rows.Step(run, "read");
        _rows.Call(run, read, At(10, 22, 0, 1), 5_000);
        _rows.Call(run, read, At(10, 22, 0, 2), 600, CallPurpose.Critique, ordinal: 1);
        _rows.Call(run, read, At(10, 22, 0, 3), 7_000, CallPurpose.Critique, CallState.WrittenOff, ordinal: 2);
    }

    // Waste 9,000; one call of an unknown model has no price and no entry.
    private void Cancelled()
    {
        var run = _rows.Run(Invoices1, MoneyMode.Live, "accounting", At(10, 23), RunState.Cancelled, At(10, 23, 1));
        var read = _rows.Step(run, "read");
        _rows.Call(run, read, At(10, 23, 0, 1), 9_000);
        _rows.Call(run, read, At(10, 23, 0, 2), null, ordinal: 1, pricing: PricingState.Unpriced, model: "brand-new");
        _rows.Output(run, OutputState.Abandoned, At(10, 23, 0, 3));
    }

    // Charged $2 in September's last second, accepted and ended on October's first day.
    private void AcrossTheBegin()
    {
        var run = _rows.Run(Posts1, MoneyMode.Live, "marketing", At(9, 28, 12), RunState.Succeeded, At(10, 1, 12));
        var facts = _rows.Step(run, "facts");
        _rows.Call(run, facts, At(10, 1).AddTicks(-10), 2_000_000_000);
        _rows.Output(run, OutputState.Published, At(9, 30), At(10, 1, 10), byPerson: false, publishedAt: At(10, 1, 12));
    }

    // Charged and accepted at the very end: November's.
    private void AtTheEnd()
    {
        var run = _rows.Run(Posts2, MoneyMode.Live, "marketing", At(10, 31), RunState.Succeeded, At(11, 1));
        var facts = _rows.Step(run, "facts");
        _rows.Call(run, facts, At(11, 1), 77_000);
        _rows.Output(run, OutputState.Approved, At(10, 31, 1), At(11, 1), byPerson: false);
    }

    // Sandbox: accepted 123,456,789 + $2 labour (120 s); rejected 1,000.
    private void Sandbox()
    {
        var run = _rows.Run(Posts2, MoneyMode.Sandbox, "marketing", At(10, 12), RunState.Succeeded, At(10, 12, 2));
        var facts = _rows.Step(run, "facts");
        _rows.Call(run, facts, At(10, 12, 0, 1), 123_456_789, model: "sandbox-small");
        var accepted = _rows.Output(run, OutputState.Approved, At(10, 12, 0, 2), At(10, 12, 1), byPerson: true);
        _rows.Labour(run, accepted, At(10, 12, 1), 120, 2_000_000_000);
        var refused = _rows.Run(Invoices1, MoneyMode.Sandbox, "accounting", At(10, 12), RunState.Rejected, At(10, 12, 2));
        _rows.Call(refused, _rows.Step(refused, "read"), At(10, 12, 0, 1), 1_000, model: "sandbox-small");
        _rows.Output(refused, OutputState.Rejected, At(10, 12, 0, 2), At(10, 12, 1), byPerson: true);
    }
}

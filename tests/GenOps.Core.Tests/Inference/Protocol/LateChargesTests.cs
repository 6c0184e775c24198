using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;

namespace GenOps.Core.Tests.Inference.Protocol;

public sealed class LateChargesTests
{
    private const string OneCall = """
        name: one
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Look_AnswerListedAfterItsGraceTime_IsKeptAndBookedBesideTheSecondOne(DatabaseKind kind)
    {
        await using var engine = await EngineFixture.StartAsync(kind, lookUp: true);
        await engine.Provider.ControlAsync(new FakeControl { LookUpDelayMs = 3_600_000 });
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal([CallState.Resubmitted, CallState.Applied], (await engine.CallsAsync(run)).Select(c => c.State));

        await engine.Provider.ControlAsync(new FakeControl { LookUpDelayMs = 0 });
        Assert.Equal(1, await engine.Get<LateCharges>().LookAsync(CancellationToken.None));

        var calls = await engine.CallsAsync(run);
        Assert.Equal([CallState.LateCharge, CallState.Applied], calls.Select(c => c.State));
        Assert.Equal(2, engine.Provider.Bills().Count);
        Assert.True(calls[0].CostNanos > 0);
        Assert.Equal(calls.Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
        Assert.Equal(0, await engine.Get<LateCharges>().LookAsync(CancellationToken.None));
    }
}

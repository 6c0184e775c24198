using GenOps.Core.Calls;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>Runs of one call that goes to a provider which can be asked and at first says nothing, without charging it.</summary>
internal static class LostCalls
{
    /// <summary>One call, at the cost of marketing.</summary>
    public const string OneCall = """
        name: one
        cost_centre: marketing
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    /// <summary>An engine whose provider loses the first calls.</summary>
    public static async Task<EngineFixture> StartAsync(DatabaseKind kind, TimeSpan timeout, int losses = 1, bool charges = false)
    {
        var engine = await EngineFixture.StartAsync(kind, lookUp: true, timeout: timeout);
        await engine.PublishAsync(OneCall);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = losses, Bill = charges });
        return engine;
    }

    /// <summary>A run whose call is in doubt, and is said to have been sent at that time.</summary>
    public static async Task<RunId> LoseAsync(EngineFixture engine, DateTime? sentAt)
    {
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);
        Assert.Equal(CallState.InDoubt, Assert.Single(await engine.CallsAsync(run)).State);
        await SendAtAsync(engine, run, sentAt);
        return run;
    }

    /// <summary>Says that the calls in doubt were sent at that time, and lets their step look again.</summary>
    public static async Task SendAtAsync(EngineFixture engine, RunId run, DateTime? sentAt)
    {
        await using var db = engine.Open();
        await db.ModelCalls.Where(c => c.RunId == run && c.State == CallState.InDoubt).ExecuteUpdateAsync(c => c.SetProperty(x => x.SentAt, sentAt));
        await db.StepRuns.Where(s => s.RunId == run).ExecuteUpdateAsync(s => s.SetProperty(x => x.ReadyAt, DateTime.UtcNow.AddMinutes(-1)));
    }
}

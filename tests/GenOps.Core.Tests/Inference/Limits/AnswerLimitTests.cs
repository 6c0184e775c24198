using System.Text;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;

namespace GenOps.Core.Tests.Inference.Limits;

public abstract class AnswerLimitTests(DatabaseKind kind)
{
    private const string OneText = """
        name: one
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private const string OneImage = """
        name: picture
        input: { notes: text }
        steps:
          - id: image
            image: { prompt: "A picture of {{ input.notes }}", size: 1024x1024 }
        outputs:
          - name: image
            artifacts: [image]
        """;

    [Theory]
    [InlineData(OneText, "chat", 17, 16 << 20, "16 MiB", "GenOps:Limits:AnswerTextBytes")]
    [InlineData(OneImage, "images", 65, 64 << 20, "64 MiB", "GenOps:Limits:AnswerImageBytes")]
    public async Task Drive_AnswerAboveItsBound_IsCutKeptEstimatedAndFailsWithoutBeingBoughtAgain(
        string yaml, string endpoint, int megabytes, int bound, string size, string setting)
    {
        await using var engine = await EngineFixture.StartAsync(kind, timeout: TimeSpan.FromSeconds(60));
        var piece = Encoding.UTF8.GetBytes(new string('a', 1 << 20));
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Raw, Endpoint = endpoint, Body = piece, BodyTimes = megabytes });

        var (run, state) = await engine.RunAsync(yaml, ("notes", "a harbour"));

        Assert.Equal(RunState.Failed, state);
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal((CallState.Unusable, true, (long?)bound), (call.State, call.UsageEstimated, call.AnswerCutAt));
        Assert.Equal(bound, (await engine.Get<CallLog>().AnswerAsync(call, CancellationToken.None)).Length);
        Assert.True(call.CostNanos > 0);
        Assert.Equal(call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
        Assert.All([size, setting], word => Assert.Contains(word, call.Problem));
        Assert.Contains(setting, (await engine.RunRowAsync(run)).Problem);
        Assert.Single(engine.Provider.Bills());
    }

    [Fact]
    public void Of_Kind_IsItsSettingsBound()
    {
        var limits = new AnswerLimits { AnswerTextBytes = 10, AnswerImageBytes = 20 };

        Assert.Equal((10, 20), (limits.Of(CanonicalRequest.Chat), limits.Of(CanonicalRequest.Image)));
    }
}

public sealed class AnswerLimitTestsOnSqlite() : AnswerLimitTests(DatabaseKind.Sqlite);

public sealed class AnswerLimitTestsOnPostgres() : AnswerLimitTests(DatabaseKind.Postgres);

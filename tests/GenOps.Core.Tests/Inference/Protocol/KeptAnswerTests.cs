using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>Answers that a strict reader stumbles over: each is kept, paid once, and read or failed with the reason.</summary>
public abstract class KeptAnswerTests(DatabaseKind kind)
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

    private byte[] kept = [];
    private string? shown;

    private const string Usage = ""","usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}""";

    public static TheoryData<string, string> Readable => new()
    {
        { "finish_reason empty", Stream("""{"choices":[{"delta":{"content":"Hello"},"finish_reason":""}]}""") },
        { "finish_reason a number", Stream("""{"choices":[{"delta":{"content":"Hello"},"finish_reason":0}]}""") },
        { "no finish_reason", Stream("""{"choices":[{"delta":{"content":"Hello"}}]}""") },
        { "[DONE] with spaces", "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\ndata:  [DONE] \n\n" },
        { "[DONE] without a space", "data:{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\ndata:[DONE]\n\n" },
        { "a character split over two deltas", Stream("""{"choices":[{"delta":{"content":"Hello \ud83d"}}]}""", """{"choices":[{"delta":{"content":"\ude00"}}]}""") },
        { "a key twice", Stream("""{"id":"a","id":"b","choices":[{"delta":{"content":"Hello","content":"Hello"}}]}""") },
        { "choices empty, then text", Stream("""{"choices":[]}""", """{"choices":[{"delta":{"content":"Hello"}}]}""") },
        { "counts as fractions", Whole("""{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12.0,"completion_tokens":3.0}}""") },
        { "counts as texts", Whole("""{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":"12","completion_tokens":"3"}}""") },
        { "finish_reason a number, whole", Whole("""{"choices":[{"message":{"content":"Hello"},"finish_reason":1}]""" + Usage) },
        { "a key twice, whole", Whole("""{"choices":[{"message":{"content":"Hello","content":"Hello"}}]""" + Usage) },
    };

    public static TheoryData<string, string> Unreadable => new()
    {
        { "half a character", Whole("""{"choices":[{"message":{"content":"Hello \ud83d"},"finish_reason":"stop"}]""" + Usage) },
        { "half a character in a stream", Stream("""{"choices":[{"delta":{"content":"Hello \ud83d"}}]}""") },
        { "half a character in a model's name", Whole("""{"model":"\ud83d","choices":[{"message":{"content":7}}]""" + Usage) },
        { "a number in place of a text", Stream("""{"choices":[{"delta":{"content":"Hello"}}]}""", """{"choices":[{"delta":{"content":7}}]}""") },
        { "an event that is no JSON", Stream("{oh", """{"choices":[{"delta":{"content":"Hello"}}]}""") },
        { "choices empty", Whole("""{"choices":[]""" + Usage) },
        { "an error in a stream", Stream("""{"error":{"message":"overloaded \ud83d"}}""") },
        { "deeper than any answer", Whole(new string('[', 5_000)) },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task Drive_AnswerReadableInSpiteOfAFault_IsTakenAndPaidOnce(string fault, string body)
    {
        var (run, calls, bills) = await AnswerAsync(Encoding.UTF8.GetBytes(body));

        Assert.True(run.State == RunState.Succeeded, $"{fault}: {run.Problem}");
        Assert.Equal(CallState.Applied, Assert.Single(calls).State);
        Assert.Equal(1, bills);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Drive_AnswerNobodyCanRead_IsKeptPricedAndRepairedByPolicy(string fault, string body)
    {
        var (run, calls, bills) = await AnswerAsync(Encoding.UTF8.GetBytes(body));

        Assert.True(run.State == RunState.Succeeded, $"{fault}: {run.Problem}");
        Assert.Equal([CallState.Unusable, CallState.Applied], calls.Select(c => c.State));
        Assert.Equal([0, 1], calls.Select(c => c.Ordinal));
        Assert.NotNull(calls[0].AnswerHash);
        Assert.True(calls[0].CostNanos > 0);
        Assert.DoesNotContain("worker ended", calls[0].Problem);
        Assert.Equal(2, bills);
    }

    [Fact]
    public async Task Drive_BytesThatAreNotUtf8_AreKeptAsTheyArrivedAndPaidOnce()
    {
        byte[] body = [.. """{"choices":[{"message":{"content":"Hello """u8, 0xC3, 0x28, 0xFF, .. "\"},\"finish_reason\":\"stop\"}]}"u8];

        var (run, calls, bills) = await AnswerAsync(body);

        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Equal(calls.Count, bills);
        Assert.DoesNotContain(calls, c => c.State is CallState.InDoubt or CallState.Resubmitted);
        Assert.Equal(body, kept);
    }

    [Fact]
    public async Task Drive_StreamedAnswer_IsKeptAsItArrivedAndShownAsItReads()
    {
        var body = Encoding.UTF8.GetBytes(Stream("""{"choices":[{"delta":{"content":"Hel"}}]}""", """{"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}"""));

        await AnswerAsync(body);

        Assert.Equal(body, kept);
        Assert.Equal("Hello", shown);
    }

    private async Task<(Run Run, List<ModelCall> Calls, int Bills)> AnswerAsync(byte[] body)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var streamed = body.AsSpan().StartsWith("data"u8);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Raw, Times = 1, Body = body, ContentType = streamed ? "text/event-stream" : "application/json" });
        var (run, _) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        var calls = await engine.CallsAsync(run);
        kept = calls[0].AnswerHash is null ? [] : await engine.Get<CallLog>().AnswerAsync(calls[0], CancellationToken.None);
        shown = (await new CallDetailQuery(engine.Database.Contexts).ExecuteAsync(Actor.System, calls[0].Id, CancellationToken.None)).Answer.Said;
        return (await engine.RunRowAsync(run), calls, engine.Provider.Bills().Count);
    }

    private static string Whole(string body) => body;

    private static string Stream(params string[] events) => string.Concat(events.Append("[DONE]").Select(e => $"data: {e}\n\n"));
}

public sealed class KeptAnswerTestsOnSqlite() : KeptAnswerTests(DatabaseKind.Sqlite);

public sealed class KeptAnswerTestsOnPostgres() : KeptAnswerTests(DatabaseKind.Postgres);

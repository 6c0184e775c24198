using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Outbound;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Outbound;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Answers;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Steps;

/// <summary>An image model that answers with a link instead of a picture.</summary>
public abstract class LinkedImageTests(DatabaseKind kind)
{
    private const string Pipeline = """
        name: banner
        input: { title: text }
        steps:
          - id: banner
            image: { prompt: "{{ input.title }}", size: 64x64 }
        outputs:
          - name: banner
            artifacts: [banner]
        """;

    private static readonly byte[] Picture = PngImage.Draw(64, 64, BlobHash.Of("a picture").Hex);

    [Fact]
    public async Task Work_LinkInsideTheNetwork_FailsWithTheReasonPaidOnceAndNothingArrives()
    {
        await using var server = LoopbackServer.Start(body: Picture);
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(Link(server));

        var (run, state) = await engine.RunAsync(Pipeline, ("title", "Spring"));

        Assert.Equal(RunState.Failed, state);
        Assert.Contains($"GenOps does not connect to 127.0.0.1:{server.Port}", (await engine.RunRowAsync(run)).Problem, StringComparison.Ordinal);
        Assert.Equal((1, 0), (engine.Provider.Bills().Count, server.Connections));
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(CallState.Unusable, call.State);
        Assert.NotNull(call.AnswerHash);
    }

    [Fact]
    public async Task Work_LinkToALargerPictureThanTheSetting_FailsWithTheReasonPaidOnce()
    {
        await using var server = LoopbackServer.Start(body: Picture);
        await using var engine = await EngineFixture.StartAsync(
            kind, change: services => services.Configure<AnswerLimits>(limits => limits.AnswerImageBytes = Picture.Length - 1));
        await engine.Get<AllowOutbound>().ExecuteAsync(Actor.System, $"127.0.0.1:{server.Port}", "where the pictures lie", default);
        await engine.Provider.FailAsync(Link(server));

        var (run, state) = await engine.RunAsync(Pipeline, ("title", "Spring"));

        Assert.Equal((RunState.Failed, 1), (state, engine.Provider.Bills().Count));
        Assert.Contains("could not be fetched", (await engine.RunRowAsync(run)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_LinkThatIsAllowed_KeepsThePicture()
    {
        await using var server = LoopbackServer.Start(body: Picture);
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Get<AllowOutbound>().ExecuteAsync(Actor.System, $"127.0.0.1:{server.Port}", "where the pictures lie", default);
        await engine.Provider.FailAsync(Link(server));

        var (run, state) = await engine.RunAsync(Pipeline, ("title", "Spring"));

        Assert.True(state == RunState.Succeeded, (await engine.RunRowAsync(run)).Problem);
        await using var db = engine.Open();
        Assert.True(await db.Blobs.AnyAsync(b => b.Length == Picture.Length && b.MediaType == "image/png"));
    }

    private static Fault Link(LoopbackServer server) => new()
    {
        Kind = FaultKind.Raw,
        Body = Encoding.UTF8.GetBytes($$"""{"data":[{"url":"http://127.0.0.1:{{server.Port}}/x.png"}]}"""),
    };
}

public sealed class LinkedImageOnSqliteTests() : LinkedImageTests(DatabaseKind.Sqlite);

public sealed class LinkedImageOnPostgresTests() : LinkedImageTests(DatabaseKind.Postgres);

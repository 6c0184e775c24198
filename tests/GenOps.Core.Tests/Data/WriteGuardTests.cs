using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.Core.Outbound;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using static GenOps.Core.Tests.Inference.Providers.FakeProviderFixture;

namespace GenOps.Core.Tests.Data;

public abstract class WriteGuardTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task MustNotHold_InATransaction_NamesWhatMustBeDoneBefore()
    {
        await using var db = Open();
        WriteTurn.MustNotHold("counting tokens");
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);

        var held = Assert.Throws<InvalidOperationException>(() => WriteTurn.MustNotHold("counting tokens"));

        Assert.Contains("counting tokens", held.Message);
    }

    [Fact]
    public async Task Begin_Transaction_KeepsCountingReadingBindingAndHttpOut()
    {
        using var provider = new OpenAICompatibleProvider(Settings(new Uri("http://127.0.0.1:1/v1")), TimeProvider.System, OutboundClient.Naming());
        var request = provider.Compose(Text(), Id.New<ModelCallId>());
        var definition = PipelineDefinition.Parse(SamplePipelines.All[0].Yaml);
        using var client = OutboundClient.Naming();
        Func<Task>[] acts =
        [
            () => Task.FromResult(TokenCounter.Count("a")),
            () => Task.FromResult(TokenCounter.Truncate("a", 1)),
            () => Task.FromResult(provider.WorstCase(request)),
            () => Task.FromResult(AnswerReading.Read(provider, request, "{}"u8.ToArray(), null)),
            () => Task.FromResult(InputBinder.Bind(definition, new Dictionary<string, InputValue>())),
            () => client.Http.GetAsync(new Uri("http://127.0.0.1:1/")),
        ];
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);

        foreach (var act in acts)
            Assert.Contains("write turn is held", (await Assert.ThrowsAsync<InvalidOperationException>(act)).Message);
    }

    [Fact]
    public async Task Begin_Transaction_KeepsHashingAndJsonOut()
    {
        var node = new JsonObject { ["a"] = 1 };
        Action[] acts =
        [
            () => BlobHash.Of("a"),
            () => BlobHash.Of("a"u8),
            () => BlobContent.OfText("a", "text/plain"),
            () => RevisionDraft.Of([]),
            () => Json.Serialize(1),
            () => Json.SerializeToUtf8Bytes(1),
            () => Json.Deserialize<int>("1"),
            () => Json.Deserialize<int>("1"u8.ToArray()),
            () => Json.Parse("1"),
            () => Json.Parse("1"u8.ToArray()),
            () => Json.ParseDocument("1").Dispose(),
            () => Json.ParseDocument("1"u8.ToArray()).Dispose(),
            () => Json.ParseDocument(new MemoryStream("1"u8.ToArray())).Dispose(),
            () => Json.WriteObject(_ => { }),
            () => node.ToText(),
        ];
        await using var db = Open();
        var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        foreach (var act in acts) Assert.Contains("write turn is held", Assert.Throws<InvalidOperationException>(act).Message);
        await transaction.DisposeAsync();

        foreach (var act in acts) act();
    }

    [Fact]
    public async Task MustNotHold_AfterAnythingAwaitedInATransaction_StillThrows()
    {
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await db.Blobs.CountAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await Task.Yield();
            WriteTurn.MustNotHold("reading");
        });
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("roll back")]
    [InlineData("dispose")]
    public async Task MustNotHold_AfterTheTransaction_DoesNotThrow(string end)
    {
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        if (end == "commit") await transaction.CommitAsync(CancellationToken.None);
        else if (end == "roll back") await transaction.RollbackAsync(CancellationToken.None);
        else await transaction.DisposeAsync();

        WriteTurn.MustNotHold("reading");
    }

    [Fact]
    public async Task MustNotHold_InAnotherFlow_DoesNotThrow()
    {
        await using var db = Open();
        var begun = new TaskCompletionSource();
        var over = new TaskCompletionSource();
        async Task HoldAsync()
        {
            await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
            begun.SetResult();
            await over.Task;
        }

        var holding = HoldAsync();
        await begun.Task;
        WriteTurn.MustNotHold("reading");
        over.SetResult();
        await holding;
    }

    [Fact]
    public async Task MustNotHold_InALoneTurn_ThrowsWhereThereIsOne()
    {
        await using var db = Open();
        using (await WriteTurn.TakeAsync(db, CancellationToken.None))
        {
            var thrown = Record.Exception(() => WriteTurn.MustNotHold("reading"));
            Assert.Equal(db.Database.IsSqlite(), thrown is InvalidOperationException);
        }

        WriteTurn.MustNotHold("reading");
    }

    [Fact]
    public async Task Commit_WhileItsTransactionIsStillThere_LetsTheNextOneWrite()
    {
        await using var db = Open();
        await using var other = Open();
        await using var first = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await first.CommitAsync(CancellationToken.None);

        await using var second = await WriteTransaction.BeginAsync(other, CancellationToken.None);

        Assert.Throws<InvalidOperationException>(() => WriteTurn.MustNotHold("reading"));
    }
}

public sealed class WriteGuardTestsOnSqlite() : WriteGuardTests(DatabaseKind.Sqlite);

public sealed class WriteGuardTestsOnPostgres() : WriteGuardTests(DatabaseKind.Postgres);

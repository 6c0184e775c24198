using System.Text;
using System.Text.Json;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Pricing;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Analytics;

public abstract class CallDetailQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = new(2026, 10, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly FinanceScenario _scenario = new();

    private CallDetailQuery Query => new(Database.Contexts);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var db = Open();
        await _scenario.SaveAsync(db);
    }

    [Fact]
    public async Task Execute_PricedCall_LeadsFromTokensToPriceRowsAndLedger()
    {
        var input = Price(Meter.Input, 0.00000015m);
        var output = Price(Meter.Output, 0.0000006m);
        await AddAsync(
            input, output, Line(Meter.Input, 100), Line(Meter.ReasoningOutput, 10),
            new RouteDecision
            {
                Id = Id.New<RouteDecisionId>(),
                CallId = _scenario.FactsCall.Id,
                Asked = "tier small",
                Candidates = "[\"openai/gpt-4o-mini\"]",
                Chosen = "openai/gpt-4o-mini",
                Propensity = 1,
                Reason = "The only one.",
            });
        await using (var db = Open())
        {
            var call = await db.ModelCalls.FindAsync(_scenario.FactsCall.Id);
            call!.PriceEntries = JsonSerializer.Serialize(new[] { input.Id, output.Id });
            await db.SaveChangesAsync();
        }

        var detail = await Query.ExecuteAsync(Actor.System, _scenario.FactsCall.Id, CancellationToken.None);

        Assert.Equal(("posts", 1, "facts"), (detail.PipelineName, detail.VersionNumber, detail.Step));
        // Reasoning has no price of its own: the output price holds.
        Assert.Equal([(Meter.Input, 100L, Meter.Input), (Meter.ReasoningOutput, 10L, Meter.Output)],
            detail.Usage.Select(u => (u.Meter, u.Quantity, u.Price!.Meter)));
        Assert.Equal(0.000021m, detail.Usage.Sum(u => u.Usd));
        // The charge and its settlement in November.
        Assert.Equal(1_001_000, detail.Booked.Nanos);
        Assert.Equal("The only one.", detail.Route!.Reason);
        Assert.Equal(["openai/gpt-4o-mini"], detail.Route.Candidates);
    }

    [Fact]
    public async Task Execute_CallOfARun_NamesTheOutputsItWorkedForAndWhoDecided()
    {
        await using var db = Open();
        var run = await db.ModelCalls.Where(c => c.Id == _scenario.FactsCall.Id).Select(c => c.RunId).SingleAsync();
        var outputs = await db.Outputs.Where(o => o.RunId == run).OrderBy(o => o.Item).ThenBy(o => o.Name).ToListAsync();

        var detail = await Query.ExecuteAsync(Actor.System, _scenario.FactsCall.Id, CancellationToken.None);

        Assert.NotEmpty(outputs);
        Assert.Equal(outputs.Select(o => (o.Id, o.State, o.DecidedByPerson, o.DecidedAt)), detail.Outputs.Select(o => (o.Id, o.State, o.ByPerson, o.DecidedAt)));
    }

    // What one item's call worked for is no output of another item.
    [Fact]
    public async Task Execute_CallOfAnItem_NamesThatItemsOutputAlone()
    {
        await using var db = Open();
        var found = await (
            from c in db.ModelCalls
            join s in db.StepRuns on c.StepRunId equals s.Id
            where s.Item >= 0 && db.Outputs.Count(o => o.RunId == c.RunId) > 1
            select new { c.Id, c.RunId, s.Item }).FirstAsync();

        var detail = await Query.ExecuteAsync(Actor.System, found.Id, CancellationToken.None);

        Assert.Equal(await db.Outputs.Where(o => o.RunId == found.RunId && o.Item == found.Item).Select(o => o.Id).ToListAsync(), detail.Outputs.Select(o => o.Id));
    }

    [Fact]
    public async Task Execute_ContentPresentErasedAndAbsent_IsToldApart()
    {
        var id = _scenario.FactsCall.Id;
        Assert.Equal(CallContentState.Absent, (await Query.ExecuteAsync(Actor.System, id, CancellationToken.None)).Request.State);

        // The scenario's calls all name this request.
        await AddAsync(new Blob
        {
            Hash = BlobHash.Of("request"),
            MediaType = "application/json",
            Length = 7,
            Content = Encoding.UTF8.GetBytes("request"),
            CreatedAt = Noon,
        });
        var present = await Query.ExecuteAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((CallContentState.Present, "request"), (present.Request.State, present.Request.Text));

        await using (var db = Open())
        {
            var blob = await db.Blobs.FindAsync(BlobHash.Of("request"));
            (blob!.Content, blob.ErasedAt) = ([], Noon);
            await db.SaveChangesAsync();
        }

        var erased = await Query.ExecuteAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((CallContentState.Erased, 7L, null), (erased.Request.State, erased.Request.Length, erased.Request.Text));
    }

    [Fact]
    public async Task Execute_UnknownCall_IsNotFound() =>
        await Assert.ThrowsAsync<NotFoundException>(() => Query.ExecuteAsync(Actor.System, Id.New<ModelCallId>(), CancellationToken.None));

    private async Task AddAsync(params object[] rows)
    {
        await using var db = Open();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    private UsageLine Line(Meter meter, long quantity) => new()
    {
        Id = Id.New<UsageLineId>(),
        CallId = _scenario.FactsCall.Id,
        Meter = meter,
        Quantity = quantity,
    };

    private static PriceEntry Price(Meter meter, decimal unitPrice) => new()
    {
        Id = Id.New<PriceEntryId>(),
        Provider = "openai",
        Model = "gpt-4o-mini",
        Meter = meter,
        UnitPrice = unitPrice,
        ValidFrom = Noon,
        RecordedAt = Noon,
        Source = "a list",
        Author = "ada",
    };
}

public sealed class CallDetailQueryTestsOnSqlite() : CallDetailQueryTests(DatabaseKind.Sqlite);

public sealed class CallDetailQueryTestsOnPostgres() : CallDetailQueryTests(DatabaseKind.Postgres);

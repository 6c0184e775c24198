using System.Text.Json;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Outputs;
using GenOps.Core.Pricing;
using GenOps.Core.Publishing;
using GenOps.Core.Runs;
using GenOps.Testing;

namespace GenOps.Core.Tests.Desk.Runs;

public abstract class RunDetailQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Find_UnknownRun_IsNull() => Assert.Null(await Query().FindAsync(Actor.System, Id.New<RunId>(), CancellationToken.None));

    [Fact]
    public async Task Find_StepsWithItems_StandInOrderWithCostsThatSumToTheRuns()
    {
        RunId id;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var run = rows.AddRun(rows.AddPipeline("announce", 3));
            id = run.Id;
            var facts = rows.AddStep(run, "facts", 0);
            var second = rows.AddStep(run, "posts", 1, item: 1, StepState.Running);
            var first = rows.AddStep(run, "posts", 1, item: 0);
            rows.AddStep(run, "posts", 1, state: StepState.Expanded);
            rows.AddSpend(run, 100, facts, rows.AddCall(facts, nanos: 100));
            rows.AddSpend(run, 20, first, rows.AddCall(first, nanos: 20));
            rows.AddCall(second, nanos: 5, pricing: PricingState.Unpriced);
            rows.AddSpend(run, 7);
            await db.SaveChangesAsync();
        }

        var read = await Query().FindAsync(Actor.System, id, CancellationToken.None);

        Assert.NotNull(read);
        Assert.Equal(("announce", 3, 127L, 1), (read.Pipeline, read.Version, read.CostNanoUsd, read.UnpricedCalls));
        Assert.Equal([("facts", null, 100L), ("posts", null, 0), ("posts", 0, 20), ("posts", 1, 0)],
            read.Steps.Select(s => (s.Id, s.Item, s.CostNanoUsd)));
        Assert.Null(Assert.Single(read.Steps[3].Calls).CostNanoUsd);
    }

    [Fact]
    public async Task Find_Call_TellsExclusiveBucketsPricesAndRoute()
    {
        RunId id;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var run = rows.AddRun(rows.AddPipeline("announce"));
            id = run.Id;
            var step = rows.AddStep(run, "facts", 0);
            var price = Price(0.00000125m);
            var call = rows.AddCall(step, nanos: 107_500, prices: JsonSerializer.Serialize(new[] { price.Id }));
            db.AddRange(price, Used(call, Meter.CacheRead, 17_817), Used(call, Meter.Input, 86), new RouteDecision
            {
                Id = Id.New<RouteDecisionId>(),
                CallId = call.Id,
                Asked = "tier small",
                Candidates = "[]",
                Chosen = "acme/acme-small",
                Propensity = 1,
                Reason = "the only one",
            });
            await db.SaveChangesAsync();
        }

        var read = Assert.Single((await Query().FindAsync(Actor.System, id, CancellationToken.None))!.Steps[0].Calls);

        Assert.Equal(new Dictionary<string, long> { ["input"] = 86, ["cacheRead"] = 17_817 }, read.Usage);
        Assert.Equal(107_500, read.CostNanoUsd);
        Assert.Equal(0.00000125m, Assert.Single(read.PriceEntries).UnitPriceUsd);
        Assert.Equal(new RouteDetail("tier small", "acme/acme-small", "the only one", 1), read.Route);
    }

    [Fact]
    public async Task Find_PublishedOutput_ShowsTheNewestRevisionWithItsPath()
    {
        RunId id;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var run = rows.AddRun(rows.AddPipeline("announce"));
            id = run.Id;
            var step = rows.AddStep(run, "out", 1);
            var output = new Output
            {
                Id = Id.New<OutputId>(),
                RunId = run.Id,
                PipelineId = run.PipelineId,
                VersionId = run.VersionId,
                Money = run.Money,
                Name = "kit",
                State = OutputState.Published,
                Revision = 2,
                DraftedAt = RunRows.Noon,
                PublishedAt = RunRows.Noon,
            };
            db.AddRange(output, new PublishCall
            {
                Id = Id.New<PublishCallId>(),
                RunId = run.Id,
                StepRunId = step.Id,
                Generation = 0,
                Ordinal = 0,
                Attempt = 0,
                Channel = "website-folder",
                Target = "/srv/site",
                State = CallState.Applied,
                ContentHash = "",
                CreatedAt = RunRows.Noon,
            });
            foreach (var number in new[] { 1, 2 })
            {
                var revision = new OutputRevision
                {
                    Id = Id.New<OutputRevisionId>(),
                    OutputId = output.Id,
                    Number = number,
                    Hash = "",
                    Author = "Ada",
                    CreatedAt = RunRows.Noon,
                };
                db.AddRange(revision, new Artifact
                {
                    Id = Id.New<ArtifactId>(),
                    RevisionId = revision.Id,
                    OutputId = output.Id,
                    StepId = "posts",
                    Item = 0,
                    Name = $"post-{number}.md",
                    MediaType = "text/markdown",
                    ContentHash = BlobHash.Of("text"),
                    Length = 4,
                });
            }

            await db.SaveChangesAsync();
        }

        var read = Assert.Single((await Query().FindAsync(Actor.System, id, CancellationToken.None))!.Outputs);

        Assert.Equal(("kit", "posts", 0, "text", OutputState.Published), (read.Output, read.Step, read.Item, read.Kind, read.State));
        Assert.Equal(Path.Combine("/srv/site", "post-2.md"), read.Path);
    }

    [Fact]
    public async Task Find_PausedPipeline_SaysWhoHoldsItAndWhy()
    {
        RunId id;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var run = rows.AddRun(rows.AddPipeline("announce"));
            var other = rows.AddRun(rows.AddPipeline("invoices"));
            id = run.Id;
            db.AddRange(Hold(run.PipelineId, null), Hold(other.PipelineId, null), Hold(run.PipelineId, RunRows.Noon));
            await db.SaveChangesAsync();
        }

        var held = Assert.Single((await Query().FindAsync(Actor.System, id, CancellationToken.None))!.Holds);

        Assert.Equal(("wrong prices", "Grace"), (held.Reason, held.By));
    }

    private RunDetailQuery Query() => new(Database.Contexts, RunRows.Standings(Database, TimeProvider.System), TimeProvider.System);

    private static Hold Hold(PipelineId pipeline, DateTime? releasedAt) => new()
    {
        Id = Id.New<HoldId>(),
        Scope = HoldScope.Pipeline,
        Target = pipeline.ToString(),
        Reason = "wrong prices",
        By = "Grace",
        PlacedAt = RunRows.Noon,
        ReleasedAt = releasedAt,
    };

    private static UsageLine Used(ModelCall call, Meter meter, long quantity) =>
        new() { Id = Id.New<UsageLineId>(), CallId = call.Id, Meter = meter, Quantity = quantity };

    private static PriceEntry Price(decimal unit) => new()
    {
        Id = Id.New<PriceEntryId>(),
        Provider = "acme",
        Model = "acme-small",
        Meter = Meter.Input,
        UnitPrice = unit,
        ValidFrom = RunRows.Noon,
        RecordedAt = RunRows.Noon,
        Source = "list",
        Author = "Ada",
    };
}

public sealed class RunDetailQueryOnSqlite() : RunDetailQueryTests(DatabaseKind.Sqlite);

public sealed class RunDetailQueryOnPostgres() : RunDetailQueryTests(DatabaseKind.Postgres);

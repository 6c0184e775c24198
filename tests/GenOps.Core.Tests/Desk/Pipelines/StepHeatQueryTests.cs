using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Ledger;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Testing;

namespace GenOps.Core.Tests.Desk.Pipelines;

/// <summary>
/// Two runs by hand, B and C. B: facts 10 s for 32, posts 40 s for two items of 100 each, look 50 s with a person for 500.
/// C: facts 20 s for 40, the rest skipped or taken over. So of 120 s and 772 nano-dollars: facts 30 s and 72, posts 40 s and 200,
/// look 50 s and 500.
/// </summary>
public abstract class StepHeatQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private PipelineId _pipeline;

    [Fact]
    public async Task Read_TheLastTwoRuns_GivesMediansAndSharesThatSumToOne()
    {
        await SaveAsync();

        var heat = await new StepHeatQuery(Database.Contexts).ReadAsync(Actor.System, _pipeline, MoneyMode.Live, 2, CancellationToken.None);

        Assert.Equal((MoneyMode.Live, 2), (heat.Money, heat.Runs));
        Assert.Equal(["facts", "look", "posts"], heat.Steps.Keys.Order());
        var (facts, posts, look) = (heat.Steps["facts"], heat.Steps["posts"], heat.Steps["look"]);
        Assert.Equal((2, TimeSpan.FromSeconds(15), 36L, 1), (facts.Runs, facts.MedianTime, facts.MedianCostNanoUsd, facts.UnpricedCalls));
        Assert.Equal((1, TimeSpan.FromSeconds(40), 200L, 0), (posts.Runs, posts.MedianTime, posts.MedianCostNanoUsd, posts.UnpricedCalls));
        Assert.Equal((1, TimeSpan.FromSeconds(50), 500L), (look.Runs, look.MedianTime, look.MedianCostNanoUsd));
        Assert.Equal([30 / 120.0, 40 / 120.0, 50 / 120.0], new[] { facts, posts, look }.Select(s => s.TimeShare!.Value));
        Assert.Equal([72 / 772.0, 200 / 772.0, 500 / 772.0], new[] { facts, posts, look }.Select(s => s.CostShare!.Value));
    }

    [Fact]
    public async Task Read_MoreRuns_TakesTheOlderOneInAndNoneOfTheOtherMoney()
    {
        await SaveAsync();
        var query = new StepHeatQuery(Database.Contexts);

        var live = await query.ReadAsync(Actor.System, _pipeline, MoneyMode.Live, 200, CancellationToken.None);
        var sandbox = await query.ReadAsync(Actor.System, _pipeline, MoneyMode.Sandbox, 200, CancellationToken.None);

        // The older run's facts took 1 s for 7: the median is the middle one of 1, 10 and 20.
        Assert.Equal((3, 3, TimeSpan.FromSeconds(10), 32L), (live.Runs, live.Steps["facts"].Runs, live.Steps["facts"].MedianTime, live.Steps["facts"].MedianCostNanoUsd));
        Assert.Equal((1, TimeSpan.FromSeconds(9), 9000L), (sandbox.Runs, sandbox.Steps["facts"].MedianTime, sandbox.Steps["facts"].MedianCostNanoUsd));
        Assert.Equal(1, sandbox.Steps["facts"].CostShare);
    }

    [Fact]
    public async Task Read_APipelineThatNeverRan_HasNoStep()
    {
        var heat = await new StepHeatQuery(Database.Contexts).ReadAsync(Actor.System, Id.New<PipelineId>(), MoneyMode.Live, 20, CancellationToken.None);

        Assert.Equal(0, heat.Runs);
        Assert.Empty(heat.Steps);
    }

    [Fact]
    public void Of_StepsWithoutCost_HaveNoShareOfIt()
    {
        var heat = StepHeat.Of(MoneyMode.Live, 1, [new StepFigure("sizes", TimeSpan.FromSeconds(1), 0)]);

        Assert.Equal((1.0, (double?)null), (heat.Steps["sizes"].TimeShare, heat.Steps["sizes"].CostShare));
    }

    private async Task SaveAsync()
    {
        await using var db = Open();
        var rows = new RunRows(db);
        var pipeline = rows.AddPipeline("announce");
        _pipeline = pipeline.Pipeline.Id;

        var a = rows.AddRun(pipeline, RunState.Succeeded, RunRows.Noon);
        rows.AddSpend(a, 7, Worked(a, "facts", 0, 1));
        var b = rows.AddRun(pipeline, RunState.Succeeded, RunRows.Noon.AddHours(1));
        var facts = Worked(b, "facts", 0, 10);
        rows.AddSpend(b, 30, facts, rows.AddCall(facts, nanos: 30));
        rows.AddSpend(b, 2, facts, rows.AddCall(facts, ordinal: 1, nanos: 2));
        rows.AddCall(facts, ordinal: 2, pricing: PricingState.Unpriced);
        Worked(b, "posts", 10, 50);
        foreach (var item in new[] { 0, 1 }) rows.AddSpend(b, 100, Worked(b, "posts", 11, 30, item));
        AddMinutes(b, Worked(b, "look", 50, 100), 500);
        var c = rows.AddRun(pipeline, RunState.Failed, RunRows.Noon.AddHours(2));
        rows.AddSpend(c, 40, Worked(c, "facts", 0, 20));
        Worked(c, "posts", 20, 20, state: StepState.Skipped);
        Worked(c, "look", 0, 3000, reusedFrom: b.Id);

        // None of these is among the last live runs that ended.
        Worked(rows.AddRun(pipeline, RunState.Running, RunRows.Noon.AddHours(3)), "facts", 0, 5000);
        Worked(rows.AddRun(rows.AddPipeline("invoices"), RunState.Succeeded, RunRows.Noon.AddHours(3)), "facts", 0, 5000);
        var sandbox = rows.AddRun(pipeline, RunState.Succeeded, RunRows.Noon.AddHours(3), MoneyMode.Sandbox);
        rows.AddSpend(sandbox, 9000, Worked(sandbox, "facts", 0, 9));
        await db.SaveChangesAsync();

        StepRun Worked(Run run, string step, int from, int to, int item = StepRun.NoItem, StepState state = StepState.Succeeded, RunId? reusedFrom = null)
        {
            var row = new StepRun
            {
                Id = Id.New<StepRunId>(),
                RunId = run.Id,
                StepId = step,
                Kind = "prompt",
                Position = 0,
                Item = item,
                State = state,
                StartedAt = run.TriggeredAt.AddSeconds(from),
                EndedAt = run.TriggeredAt.AddSeconds(to),
                ReusedFrom = reusedFrom,
            };
            db.Add(row);
            return row;
        }

        void AddMinutes(Run run, StepRun step, long nanos)
        {
            var output = Id.New<OutputId>();
            var task = new ReviewTask
            {
                Id = Id.New<ReviewTaskId>(),
                OutputId = output,
                RunId = run.Id,
                StepRunId = step.Id,
                PipelineId = run.PipelineId,
                Money = run.Money,
                RoleNames = "[]",
                OpenedAt = run.TriggeredAt,
            };
            var labour = new Labour
            {
                Id = Id.New<LabourId>(),
                OutputId = output,
                RunId = run.Id,
                TaskId = task.Id,
                Money = run.Money,
                PersonName = "Grace",
                Seconds = 30,
                Activity = LabourActivity.Review,
                Measured = true,
                At = run.TriggeredAt,
            };
            db.AddRange(task, labour, new LedgerEntry
            {
                Id = Id.New<LedgerEntryId>(),
                SourceType = LedgerSource.Labour,
                SourceId = labour.Id.Value,
                Kind = CostKind.Labour,
                Revision = 0,
                Money = run.Money,
                Amount = new Money(nanos),
                Basis = LedgerBasis.Stated,
                ChargedAt = run.TriggeredAt,
                RecordedAt = run.TriggeredAt,
                RunId = run.Id,
                OutputId = output,
            });
        }
    }
}

public sealed class StepHeatQueryOnSqlite() : StepHeatQueryTests(DatabaseKind.Sqlite);

public sealed class StepHeatQueryOnPostgres() : StepHeatQueryTests(DatabaseKind.Postgres);

using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Desk.Runs;

public abstract class RunLogQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private RunLogQuery Query => new(Database.Contexts, new FakeTimeProvider(new DateTimeOffset(At(600))));

    [Fact]
    public async Task Find_AFailedRun_TellsAllInOrder()
    {
        var run = await SaveAsync();

        var log = (await Query.FindAsync(Actor.System, run, CancellationToken.None))!;

        Assert.Equal(
            [
                "0 Run  Ada started announce v1 (manual, live money)",
                "1 Step facts Begun",
                "2 Call facts Sent a production call to acme/acme-small, chosen for tier small: the first that serves it",
                "3 Hold  Grace paused the run: Prices changed",
                "4 Call facts acme/acme-small answered, $0.0012",
                "5 Step facts Done",
                "6 Hold  Grace resumed the run",
                "7 Reroute posts Linus rerouted calls of the small tier from acme to other/other-small: acme is slow",
                "8 Step posts[2] Begun",
                "9 Call posts[2] Prepared a judge call to acme/acme-small; it was never sent",
                "10 Call posts[2] Sent a production call to acme/acme-small (sending 2)",
                "11 Call posts[2] acme/acme-small refused the call: 401 unauthorised!",
                "12 Step posts[2] Failed, taken up 3 times: 401 unauthorised!",
                "13 Review facts A review was opened: it waits for a person",
                "14 Review facts Grace rejected the output: Not ours!",
                "15 Person  Ada: Retried the run from 'posts'",
                "20 Run  The run failed: Step 'posts' failed!",
            ],
            log.Lines.Select(l => $"{(l.At - At(0)).TotalSeconds} {l.Kind} {l.Step}{(l.Item is { } i ? $"[{i + 1}]" : "")} {l.Text}{(l.Bad ? "!" : "")}"));
    }

    [Fact]
    public async Task Of_AStep_LeavesTheRestOutAndText_HasALineEach()
    {
        var log = (await Query.FindAsync(Actor.System, await SaveAsync(), CancellationToken.None))!.Of("posts");

        var text = log.ToText();

        Assert.All(log.Lines, l => Assert.Equal("posts", l.Step));
        Assert.Equal(log.Lines.Count, text.Count(c => c == '\n'));
        Assert.Contains("2026-03-01 12:00:08.000Z  posts [2]: Begun\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_NoSuchRun_GivesNothing() => Assert.Null(await Query.FindAsync(Actor.System, Id.New<RunId>(), CancellationToken.None));

    private static DateTime At(int seconds) => RunRows.Noon.AddSeconds(seconds);

    private async Task<RunId> SaveAsync()
    {
        await using var db = Open();
        var rows = new RunRows(db);
        var pipeline = rows.AddPipeline("announce");
        var run = rows.AddRun(pipeline, RunState.Failed);
        (run.EndedAt, run.Problem) = (At(20), "Step 'posts' failed");
        var facts = rows.AddStep(run, "facts", 0);
        (facts.StartedAt, facts.EndedAt) = (At(1), At(5));
        rows.AddStep(run, "posts", 1, state: StepState.Expanded);
        var post = rows.AddStep(run, "posts", 1, item: 1, state: StepState.Failed);
        (post.StartedAt, post.EndedAt, post.Attempts, post.Problem) = (At(8), At(12), 3, "401 unauthorised");
        var answered = Call(facts, 0, 2, 4, CallState.Applied);
        answered.CostNanos = 1_200_000;
        Call(post, 0, 10, 11, CallState.Rejected, attempt: 1).Problem = "401 unauthorised";
        Call(post, 1, null, null, CallState.Superseded, created: 9, purpose: CallPurpose.Judge);
        db.Add(new RouteDecision { Id = Id.New<RouteDecisionId>(), CallId = answered.Id, Asked = "tier small", Candidates = "[]", Chosen = "acme/acme-small", Propensity = 1, Reason = "the first that serves it" });
        db.AddRange(Hold(HoldScope.Run, run.Id.ToString(), run.Id, At(3), At(6)), Hold(HoldScope.Pipeline, pipeline.Pipeline.Id.ToString(), null, At(-90), At(-60)));
        db.AddRange(Reroute(pipeline.Pipeline.Id, At(7)), Reroute(Id.New<PipelineId>(), At(7)));
        var task = new ReviewTask { Id = Id.New<ReviewTaskId>(), OutputId = Id.New<OutputId>(), RunId = run.Id, StepRunId = facts.Id, PipelineId = run.PipelineId, Money = run.Money, RoleNames = "[]", OpenedAt = At(13), State = ReviewState.Decided };
        db.AddRange(task, new ReviewDecision { Id = Id.New<ReviewDecisionId>(), TaskId = task.Id, OutputId = task.OutputId, Verdict = ReviewVerdict.Reject, RevisionHash = "hash", Reason = "Not ours", ReviewerName = "Grace", Channel = "page", DecidedAt = At(14) });
        var ada = new Actor(Guid.NewGuid(), "Ada", new HashSet<string>());
        db.Record(ada, At(15), "run.retry", "run", run.Id, "Retried the run from 'posts'");
        db.Record(ada, At(3), "run.pause", "run", run.Id, "Paused the run: Prices changed");
        await db.SaveChangesAsync();
        return run.Id;

        ModelCall Call(StepRun step, int ordinal, int? sent, int? ended, CallState state, int attempt = 0, int? created = null, CallPurpose purpose = CallPurpose.Production)
        {
            var call = new ModelCall
            {
                Id = Id.New<ModelCallId>(),
                RunId = run.Id,
                StepRunId = step.Id,
                Generation = 0,
                Ordinal = ordinal,
                Attempt = attempt,
                Purpose = purpose,
                Money = run.Money,
                Provider = "acme",
                Model = "acme-small",
                Tier = Tier.Small,
                Kind = "chat",
                Node = "here",
                State = state,
                RequestHash = run.InputHash,
                CreatedAt = At(created ?? sent!.Value),
                SentAt = sent is { } s ? At(s) : null,
                EndedAt = ended is { } e ? At(e) : null,
            };
            db.Add(call);
            return call;
        }

        static Hold Hold(HoldScope scope, string target, RunId? held, DateTime from, DateTime to) => new()
        {
            Id = Id.New<HoldId>(),
            Scope = scope,
            Target = target,
            RunId = held,
            Reason = "Prices changed",
            By = "Grace",
            PlacedAt = from,
            ReleasedAt = to,
            ReleasedBy = "Grace",
        };

        static Reroute Reroute(PipelineId pipeline, DateTime at) => new()
        {
            Id = Id.New<RerouteId>(),
            PipelineId = pipeline,
            StepId = "posts",
            Tier = Tier.Small,
            FromProvider = "acme",
            ToProvider = "other",
            ToModel = "other-small",
            RunsUnderWay = true,
            Reason = "acme is slow",
            By = "Linus",
            PlacedAt = at,
        };
    }
}

public sealed class RunLogQueryOnSqlite() : RunLogQueryTests(DatabaseKind.Sqlite);

public sealed class RunLogQueryOnPostgres() : RunLogQueryTests(DatabaseKind.Postgres);

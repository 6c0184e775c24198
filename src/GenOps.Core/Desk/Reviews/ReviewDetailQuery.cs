using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers.Sandbox;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Reads one review with its evidence.</summary>
public sealed class ReviewDetailQuery(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock)
{
    /// <summary>The review, open or not; null when there is none with this id.</summary>
    /// <exception cref="AccessDeniedException">The actor has no role at all.</exception>
    public async Task<ReviewDetail?> FindAsync(Actor actor, ReviewTaskId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var head = await (
            from t in db.ReviewTasks.AsNoTracking()
            join o in db.Outputs on t.OutputId equals o.Id
            join r in db.Runs on t.RunId equals r.Id
            join p in db.Pipelines on t.PipelineId equals p.Id
            join v in db.PipelineVersions on o.VersionId equals v.Id
            join revision in db.OutputRevisions on new { OutputId = o.Id, Number = o.Revision } equals new { revision.OutputId, revision.Number }
            where t.Id == id
            select new { Task = t, Output = o, Run = r, p.Name, v.Number, Revision = revision }).SingleOrDefaultAsync(cancellationToken);
        if (head is null) return null;

        var (task, output) = (head.Task, head.Output);
        var claim = (await ReviewFacts.ClaimsAsync(db, [id], now, cancellationToken)).GetValueOrDefault(id);
        return new ReviewDetail
        {
            TaskId = id,
            State = task.State,
            RunId = task.RunId,
            Pipeline = head.Name,
            Version = head.Number,
            OutputId = output.Id,
            Output = output.Name,
            Item = output.Item,
            OutputState = output.State,
            Money = task.Money,
            CostSoFar = (await ReviewFacts.CostsAsync(db, [task.RunId], cancellationToken)).GetValueOrDefault(task.RunId),
            UnpricedCalls = await db.ModelCalls.CountAsync(c => c.RunId == task.RunId && (c.Pricing == PricingState.Unpriced || c.Pricing == PricingState.PartlyPriced), cancellationToken),
            Instructions = task.Instructions,
            OpenedAt = task.OpenedAt,
            Roles = task.Roles(),
            CanDecide = task.State == ReviewState.Open && actor.Is([.. task.Roles()]),
            Flags = await FlagsAsync(db, output.Id, cancellationToken),
            Revision = output.Revision,
            RevisionHash = head.Revision.Hash,
            Sources = await SourceReading.ReadAsync(db, head.Run, output, cancellationToken),
            Artifacts = await ArtifactReading.ReadAsync(db, head.Revision.Id, cancellationToken),
            Judgements = await JudgementsAsync(db, output, cancellationToken),
            Decisions = await DecisionReading.ReadAsync(db, DecisionReading.All(db).Where(d => d.Decision.OutputId == output.Id), cancellationToken),
            Problems = task.State == ReviewState.Open ? await (await ApprovalRules.OfAsync(db, output, cancellationToken)).ProblemsAsync(db, output.Id, output.Revision, cancellationToken) : [],
            SetAside = (await SkipReview.OfAsync(db, actor, now, cancellationToken)).ContainsKey(id),
            ClaimedBy = claim?.UserName,
            ClaimedByMe = claim is not null && claim.UserId == actor.Id,
            NextTaskId = await ReviewFacts.NextAsync(db, actor, id, now, cancellationToken),
            OpenCount = await db.ReviewTasks.CountAsync(t => t.State == ReviewState.Open, cancellationToken),
        };
    }

    /// <summary>How a review stands, to see whether it changed since it was read; null when there is none with this id.</summary>
    /// <exception cref="AccessDeniedException">The actor has no role at all.</exception>
    public async Task<ReviewNow?> StandingAsync(Actor actor, ReviewTaskId id, CancellationToken cancellationToken)
    {
        actor.Require([.. Roles.All]);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await (
            from t in db.ReviewTasks
            join o in db.Outputs on t.OutputId equals o.Id
            where t.Id == id
            select new ReviewNow(t.State, o.State, o.Revision)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The oldest review that waits for this actor; null when none does.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<ReviewTaskId?> NextAsync(Actor actor, ReviewTaskId? after, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await ReviewFacts.NextAsync(db, actor, after, clock.UtcNow(), cancellationToken);
    }

    private static Task<List<FlagReason>> FlagsAsync(GenOpsDbContext db, OutputId output, CancellationToken cancellationToken) =>
        db.Flags.Where(f => f.OutputId == output).OrderBy(f => f.RaisedAt).ThenBy(f => f.Id)
            .Select(f => new FlagReason(f.Rule, f.Reason)).ToListAsync(cancellationToken);

    /// <summary>The judges of the run; for one output of many, those of the same item and those of the whole run.</summary>
    private static async Task<IReadOnlyList<Judgement>> JudgementsAsync(GenOpsDbContext db, Output output, CancellationToken cancellationToken)
    {
        var steps = await db.StepRuns.AsNoTracking()
            .Where(s => s.RunId == output.RunId && s.Kind == "judge" && s.OutputHash != null)
            .Where(s => output.Item < 0 || s.Item == output.Item || s.Item < 0)
            .OrderBy(s => s.Position).ThenBy(s => s.Item).ToListAsync(cancellationToken);
        List<Judgement> found = [];
        foreach (var step in steps)
        {
            if (await VerdictAsync(db, step, cancellationToken) is not { } verdict) continue;
            var model = await db.ModelCalls.Where(c => c.StepRunId == step.Id && c.Purpose == CallPurpose.Judge)
                .OrderByDescending(c => c.CreatedAt).Select(c => c.Provider + "/" + c.Model).FirstOrDefaultAsync(cancellationToken);
            // Verdicts that were kept before the formula had a place of its own hold it among their reasons.
            var reasons = Texts(verdict["reasons"]).Where(reason => reason != SandboxProvider.ScoreFormula);
            var formula = output.Money == MoneyMode.Sandbox ? SandboxProvider.ScoreFormula : null;
            found.Add(new Judgement(step.StepId, step.Score, Texts(verdict["missing_facts"]), [.. reasons], model ?? "", formula));
        }

        return found;
    }

    /// <summary>Null for a mapped judge's own row, whose output is the list of its items', and for what was erased.</summary>
    private static async Task<JsonObject?> VerdictAsync(GenOpsDbContext db, StepRun step, CancellationToken cancellationToken)
    {
        try
        {
            return Json.Parse(await BlobStore.GetAsync(db, step.OutputHash!.Value, cancellationToken)) as JsonObject;
        }
        catch (BlobErasedException)
        {
            return [];
        }
    }

    private static IReadOnlyList<string> Texts(JsonNode? list) => list is JsonArray items
        ? [.. items.Select(i => i is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : i?.ToText() ?? "")]
        : [];
}

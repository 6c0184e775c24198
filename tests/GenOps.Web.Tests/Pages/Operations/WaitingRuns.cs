using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Tests.Pages.Operations;

/// <summary>Rows as the engine leaves them where runs wait for something.</summary>
internal static class WaitingRuns
{
    public static readonly DateTime Since = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Adds live runs of a sample pipeline, each with one step that waits.</summary>
    public static async Task<List<RunId>> AddAsync(GenOpsDbContext db, int count, WaitKind kind, string target, string why = "It waits.")
    {
        var pipeline = await db.Pipelines.SingleAsync(p => p.Name == "support-reply");
        var runs = new List<RunId>();
        for (var i = 0; i < count; i++)
        {
            var run = new Run
            {
                Id = Id.New<RunId>(),
                PipelineId = pipeline.Id,
                VersionId = pipeline.ActiveVersionId!.Value,
                Money = MoneyMode.Live,
                State = RunState.Running,
                InputHash = BlobHash.Of("{}"),
                CostCentre = "",
                Trigger = "manual",
                TriggeredBy = "Ada",
                TriggeredAt = Since,
            };
            var step = new StepRun { Id = Id.New<StepRunId>(), RunId = run.Id, StepId = "answer", Kind = "prompt", Position = 0, Attempts = 1 };
            StepTransitions.LetWait(step, new WaitCause(kind, target), Since.AddYears(50), Since.AddYears(50), why, Since);
            db.AddRange(run, step);
            if (kind is WaitKind.Budget or WaitKind.Doubt)
            {
                db.Add(new Hold
                {
                    Id = Id.New<HoldId>(),
                    Scope = HoldScope.Step,
                    Target = step.Id.ToString(),
                    RunId = run.Id,
                    StepRunId = step.Id,
                    Cause = kind,
                    CauseTarget = target,
                    Reason = why,
                    By = "GenOps",
                    PlacedAt = Since,
                });
            }

            runs.Add(run.Id);
        }

        await db.SaveChangesAsync();
        return runs;
    }

    /// <summary>Adds a live run whose step is done for each of some items, and all items wait for one budget, found out a second apart.</summary>
    public static async Task<RunId> AddItemsAsync(GenOpsDbContext db, int items, BudgetId budget)
    {
        var run = Assert.Single(await AddAsync(db, 1, WaitKind.None, ""));
        await db.StepRuns.Where(s => s.RunId == run).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StepState.Expanded));
        for (var i = 0; i < items; i++)
        {
            var step = new StepRun { Id = Id.New<StepRunId>(), RunId = run, StepId = "answer", Item = i, Kind = "prompt", Position = 0, Attempts = 1 };
            StepTransitions.LetWait(step, new WaitCause(WaitKind.Budget, budget.ToString()), null, null, "It does not fit.", Since.AddSeconds(i));
            db.AddRange(step, new Hold
            {
                Id = Id.New<HoldId>(),
                Scope = HoldScope.Step,
                Target = step.Id.ToString(),
                RunId = run,
                StepRunId = step.Id,
                Cause = WaitKind.Budget,
                CauseTarget = budget.ToString(),
                Reason = "It does not fit.",
                By = "GenOps",
                PlacedAt = Since.AddSeconds(i),
            });
        }

        await db.SaveChangesAsync();
        return run;
    }

    /// <summary>Adds open reviews of a sample pipeline, a minute apart.</summary>
    public static async Task AddReviewsAsync(GenOpsDbContext db, int count, MoneyMode money)
    {
        var pipeline = await db.Pipelines.SingleAsync(p => p.Name == "support-reply");
        for (var i = 0; i < count; i++)
        {
            db.Add(new ReviewTask
            {
                Id = Id.New<ReviewTaskId>(),
                OutputId = Id.New<OutputId>(),
                RunId = Id.New<RunId>(),
                StepRunId = Id.New<StepRunId>(),
                PipelineId = pipeline.Id,
                Money = money,
                RoleNames = "[]",
                OpenedAt = Since.AddMinutes(i),
            });
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Providers that are configured and never called.</summary>
    public static async Task SaveProvidersAsync(SaveProvider save, params string[] names)
    {
        foreach (var name in names)
        {
            var draft = new ProviderDraft { Name = name, BaseUrl = "http://127.0.0.1:1/v1", Models = new Dictionary<Tier, string> { [Tier.Small] = "m" } };
            await save.ExecuteAsync(Actor.System, new SaveProviderRequest(draft, AllowInside: true), CancellationToken.None);
        }
    }
}

using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Core.Demonstration;

/// <summary>Has people look at what the rules of a review flag, each at their pace, and books their time.</summary>
internal sealed class DemoReviews(DemoCourse course)
{
    private static readonly string[] Reasons =
        ["A figure is not that of the source.", "It promises what we do not keep.", "The tone is not ours.", "A question is left without an answer.", "It names the wrong product."];

    private readonly DemoRandom random = course.Random;
    private readonly Dictionary<OutputId, string> hashes = [];

    /// <summary>The hash of an output's latest revision.</summary>
    public string HashOf(DemoOutput output) => hashes[output.Row.Id];

    /// <summary>Adds the revision an output's number says.</summary>
    /// <returns>What was mended.</returns>
    public string AddRevision(DemoOutput output, string author, bool isEdited)
    {
        var made = course.Contents.Revision(output.Declaration, output.Row.Item, course.Variant, course.Items, isEdited);
        var revision = new OutputRevision
        {
            Id = course.Ids.New<OutputRevisionId>(course.Now),
            OutputId = output.Row.Id,
            Number = output.Row.Revision,
            Hash = made.Draft.Hash,
            Author = author,
            CreatedAt = course.Now,
        };
        course.Rows.Revisions.Add(revision);
        foreach (var artifact in made.Draft.Artifacts)
        {
            course.Rows.Artifacts.Add(new Artifact
            {
                Id = course.Ids.New<ArtifactId>(course.Now),
                RevisionId = revision.Id,
                OutputId = output.Row.Id,
                StepId = artifact.StepId,
                Item = artifact.Item,
                Name = artifact.Name,
                MediaType = artifact.MediaType,
                ContentHash = artifact.ContentHash,
                Length = artifact.Length,
            });
        }

        hashes[output.Row.Id] = made.Draft.Hash;
        return made.Diff;
    }

    /// <summary>Holds a review; time passes until the last decision.</summary>
    /// <returns>False where somebody has not decided yet, and the run waits.</returns>
    public bool Hold(ReviewStep step, StepRun row)
    {
        Take(row);
        var (opened, flagged, last) = (course.Now, 0, course.Now);
        var isOpen = false;
        foreach (var output in course.Outputs.Where(o => o.Declaration.Artifacts.Any(step.Of.Contains)))
        {
            course.Values.Item = output.Row.Item;
            var rules = step.Rules.Where(r => r.Applies(course.Values, $"{course.Run.Id}/{output.Row.Name}/{output.Row.Item}")).ToList();
            course.Now = opened;
            if (rules.Count == 0)
            {
                OutputTransitions.ApproveByRule(output.Row, opened);
                continue;
            }

            flagged++;
            var task = Open(step, row, output, rules);
            if (!Decide(task, output, rules)) isOpen = true;
            if (course.Now > last) last = course.Now;
        }

        course.Now = opened;
        if (flagged > 0) LetWait(row, flagged);
        if (isOpen) return false;
        if (flagged > 0) GoOn(row, last);
        course.Pass(0.03);
        StepTransitions.Move(row, StepState.Succeeded);
        var reviewed = course.Outputs.Where(o => o.Declaration.Artifacts.Any(step.Of.Contains)).ToList();
        row.OutputHash = course.Contents.Reviewed(reviewed.Count(o => o.Row.AcceptedAt is not null), reviewed.Count(o => o.Row.State == OutputState.Rejected));
        (row.EndedAt, row.ReadyAt, row.Problem) = (course.Now, null, "");
        row.WaitNoMore();
        return true;
    }

    private void Take(StepRun row)
    {
        if (row.State == StepState.Blocked) StepTransitions.Move(row, StepState.Ready);
        StepTransitions.Move(row, StepState.Running);
        row.StartedAt ??= course.Now;
        row.Attempts++;
        row.LeaseEpoch++;
    }

    private void LetWait(StepRun row, int flagged)
    {
        StepTransitions.Move(row, StepState.WaitingForReview);
        row.Problem = flagged == 1 ? "One output waits for a person." : $"{flagged} outputs wait for a person.";
        row.WaitFor(new WaitCause(WaitKind.Person), null, course.Now);
        RunTransitions.Move(course.Run, RunState.WaitingForReview);
    }

    private void GoOn(StepRun row, DateTime last)
    {
        course.Now = last + DecideReview.UndoTime;
        course.Pass(random.Between(0.1, 1.2));
        StepTransitions.Move(row, StepState.Ready);
        RunTransitions.Move(course.Run, RunState.Running);
        Take(row);
    }

    private ReviewTask Open(ReviewStep step, StepRun row, DemoOutput output, IReadOnlyList<ReviewRule> rules)
    {
        OutputTransitions.Flag(output.Row);
        foreach (var rule in rules)
        {
            course.Rows.Flags.Add(new Flag
            {
                Id = course.Ids.New<FlagId>(course.Now),
                OutputId = output.Row.Id,
                StepRunId = row.Id,
                Rule = rule.Text,
                Reason = rule.Explain(course.Values),
                RaisedAt = course.Now,
            });
        }

        var task = new ReviewTask
        {
            Id = course.Ids.New<ReviewTaskId>(course.Now),
            OutputId = output.Row.Id,
            RunId = course.Run.Id,
            StepRunId = row.Id,
            PipelineId = course.Run.PipelineId,
            Money = course.Run.Money,
            RoleNames = ReviewOpening.RoleNames(step.Roles),
            Instructions = step.Instructions ?? "",
            OpenedAt = course.Now,
        };
        course.Rows.Tasks.Add(task);
        return task;
    }

    /// <returns>False where it is open still.</returns>
    private bool Decide(ReviewTask task, DemoOutput output, IReadOnlyList<ReviewRule> rules)
    {
        var reviewer = DemoReviewer.Draw(random);
        var plan = course.Pipeline.Plan;
        var seconds = Math.Clamp((int)(plan.ReviewSeconds * reviewer.Pace * random.Factor(0.5)), 5, 3_600);
        // Some lie for days, and at the end the queue has grown, so that there is something in it to look at.
        var lies = random.Chance(course.Now > course.World.Options.End.AddDays(-3) ? 0.6 : 0.05);
        course.Now = reviewer.WorksFrom(course.Now.AddSeconds(Math.Round(random.Exponential(lies ? 340_000 : 5_400))), random);
        course.Pass(seconds + random.Between(1d, 30d));
        if (course.Now > course.World.Last.AddMinutes(-1)) return false;

        var doubtful = rules.Any(r => r.Kind is ReviewRuleKind.Score or ReviewRuleKind.MissingFacts);
        var verdict = random.Chance(Math.Min(0.9, course.Version.Plan.Rejected * reviewer.Strictness * (doubtful ? 2 : 0.7))) ? ReviewVerdict.Reject
            : random.Chance(Math.Min(0.8, (doubtful ? 0.34 : 0.13) * reviewer.Mending)) ? ReviewVerdict.Edit
            : ReviewVerdict.Approve;
        var diff = verdict == ReviewVerdict.Edit ? Mend(output, reviewer) : "";
        var channel = random.Chance(0.05) ? ReviewChannels.Api : ReviewChannels.Page;
        Record(task, output, verdict, diff, channel, reviewer);
        if (verdict == ReviewVerdict.Reject) OutputTransitions.Reject(output.Row, course.Now);
        else OutputTransitions.Approve(output.Row, verdict == ReviewVerdict.Edit, course.Now);
        BookTime(task, output, verdict, channel == ReviewChannels.Api ? null : seconds, reviewer);
        return true;
    }

    private string Mend(DemoOutput output, DemoReviewer reviewer)
    {
        output.Row.Revision++;
        return AddRevision(output, reviewer.Name, isEdited: true);
    }

    private void Record(ReviewTask task, DemoOutput output, ReviewVerdict verdict, string diff, string channel, DemoReviewer reviewer)
    {
        (task.State, task.EndedAt) = (ReviewState.Decided, course.Now);
        if (channel == ReviewChannels.Page) task.UndoUntil = course.Now + DecideReview.UndoTime;
        course.Rows.Decisions.Add(new ReviewDecision
        {
            Id = course.Ids.New<ReviewDecisionId>(course.Now),
            TaskId = task.Id,
            OutputId = output.Row.Id,
            Verdict = verdict,
            RevisionHash = HashOf(output),
            Reason = verdict == ReviewVerdict.Reject ? random.Pick(Reasons) : "",
            Diff = diff,
            ReviewerName = reviewer.Name,
            Channel = channel,
            DecidedAt = course.Now,
        });
    }

    /// <summary>A row for each activity; one without a measurement says so, and costs nothing.</summary>
    private void BookTime(ReviewTask task, DemoOutput output, ReviewVerdict verdict, int? seconds, DemoReviewer reviewer)
    {
        if (seconds is not { } spent)
        {
            Add(verdict == ReviewVerdict.Edit ? LabourActivity.Rework : LabourActivity.Review, 0, isMeasured: false);
            return;
        }

        var mended = verdict == ReviewVerdict.Edit ? (int)(spent * random.Between(0.3, 0.7)) : 0;
        var directed = random.Chance(course.Pipeline.Plan.Direction) ? (int)((spent - mended) * random.Between(0.4, 0.9)) : 0;
        Add(LabourActivity.Review, spent - mended - directed, isMeasured: true);
        if (mended > 0) Add(LabourActivity.Rework, mended, isMeasured: true);
        if (directed > 0) Add(LabourActivity.Direction, directed, isMeasured: true);

        void Add(LabourActivity activity, int time, bool isMeasured)
        {
            var labour = new Labour
            {
                Id = course.Ids.New<LabourId>(course.Now),
                OutputId = output.Row.Id,
                RunId = course.Run.Id,
                TaskId = task.Id,
                Money = course.Run.Money,
                PersonName = reviewer.Name,
                Seconds = time,
                Activity = activity,
                Measured = isMeasured,
                At = course.Now,
            };
            course.Rows.Labour.Add(labour);
            if (!isMeasured || time == 0 || course.World.LabourRate(course.Run.PipelineId, course.Now) is not { } rate) return;
            course.Rows.Ledger.Add(LedgerBook.LabourEntry(labour, course.Snapshot, rate, course.Now, course.Ids.New<LedgerEntryId>(course.Now)));
        }
    }
}

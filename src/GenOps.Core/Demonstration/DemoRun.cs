using GenOps.Core.Calls;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Publishing;
using GenOps.Core.Runs;

namespace GenOps.Core.Demonstration;

/// <summary>
/// Makes one run from its trigger to its end, or to the person it waits for: its steps in the order of the definition, each moved by the owners of
/// states and nothing else.
/// </summary>
internal sealed class DemoRun
{
    private const string Target = "demonstration, delivered to nobody";
    private const string Cancelled = "The run was cancelled.";

    private readonly DemoCourse course;
    private readonly DemoWork work;
    private readonly DemoReviews reviews;
    private readonly StepRun[] heads;

    /// <summary>The item at which a map failed.</summary>
    private StepRun? failedItem;

    private DemoRun(DemoCourse course)
    {
        this.course = course;
        work = new DemoWork(course);
        reviews = new DemoReviews(course);
        heads = [.. course.Version.Definition.Steps.Select((step, position) => work.Begin(step, position, StepRun.NoItem, position == 0 ? StepState.Ready : StepState.Blocked))];
    }

    /// <summary>Makes it.</summary>
    /// <param name="course">Just triggered.</param>
    public static void Make(DemoCourse course)
    {
        course.Rows.Runs.Add(course.Run);
        var run = new DemoRun(course);
        course.Pass(course.Random.Exponential(4) + 0.05);
        RunTransitions.Move(course.Run, RunState.Running);
        course.Run.StartedAt = course.Now;
        run.Go();
    }

    private void Go()
    {
        var steps = course.Version.Definition.Steps;
        for (var position = 0; position < steps.Count; position++)
        {
            if (course.Random.Chance(0.0006))
            {
                Cancel();
                return;
            }

            var (step, head) = (steps[position], heads[position]);
            switch (step)
            {
                case ReviewStep review when !reviews.Hold(review, head):
                    return;
                case ReviewStep:
                    break;
                case PublishStep publish:
                    Deliver(publish, head);
                    break;
                default:
                    if (!Work(step, head)) return;
                    break;
            }
        }

        End();
    }

    /// <returns>False where the run failed.</returns>
    private bool Work(StepDefinition step, StepRun head)
    {
        var done = step.Map is null ? Single(step, head) : Mapped(step, head);
        if (done) return true;
        Fail(step, head);
        return false;
    }

    private bool Single(StepDefinition step, StepRun head)
    {
        while (!work.Do(step, head, course.Variant, step is JudgeStep ? DemoVerdict.Draw(course.Random, course.Version.Plan.Quality) : null))
        {
            if (!course.Random.Chance(0.45) || course.Now > course.World.Options.End.AddDays(-2)) return false;
            TakeUpAgain(step, head);
        }

        course.Pass(0.02);
        work.End(head, course.Contents.Given(step, course.Variant, course.Items));
        foreach (var output in course.Version.Definition.Outputs.Where(o => o.Per is null && o.Artifacts[^1] == step.Id)) Draft(output, StepRun.NoItem);
        return true;
    }

    private bool Mapped(StepDefinition step, StepRun head)
    {
        work.Claim(head);
        StepTransitions.Move(head, StepState.Expanded);
        head.ReadyAt = null;
        var pattern = course.Random.Between(0, DemoContents.Patterns - 1);
        var verdicts = step is JudgeStep ? course.Contents.Verdicts(course.Items, pattern) : null;
        var items = Enumerable.Range(0, course.Items).Select(i => work.Begin(step, head.Position, i, StepState.Ready)).ToList();
        var (begin, last, busy) = (course.Now, course.Now, new DateTime[Math.Min(step.Map!.Concurrency, course.Items)]);
        Array.Fill(busy, begin);
        foreach (var item in items)
        {
            // Whoever is free first takes the next one.
            var place = Array.IndexOf(busy, busy.Min());
            course.Now = busy[place];
            if (!work.Do(step, item, course.Variant + item.Item, verdicts?[item.Item]))
            {
                course.Now = Later(last, course.Now);
                work.Fail(failedItem = item);
                foreach (var other in items.Where(i => i.Item > item.Item)) work.Cancel(other, Unreached(step, item));
                return false;
            }

            course.Pass(0.02);
            work.End(item, course.Contents.Given(step, course.Variant + item.Item, course.Items));
            foreach (var output in course.Version.Definition.Outputs.Where(o => o.Per == step.Id)) Draft(output, item.Item);
            (busy[place], last) = (course.Now, Later(last, course.Now));
        }

        course.Now = last;
        work.Join(head, items, verdicts is null ? course.Contents.GivenByAll(step, course.Variant, course.Items) : course.Contents.VerdictList(course.Items, pattern));
        return true;
    }

    private void Draft(OutputDeclaration declaration, int item)
    {
        var output = new Output
        {
            Id = course.Ids.New<OutputId>(course.Now),
            RunId = course.Run.Id,
            PipelineId = course.Run.PipelineId,
            VersionId = course.Run.VersionId,
            Money = course.Run.Money,
            Name = declaration.Name,
            Item = item,
            DraftedAt = course.Now,
        };
        course.Rows.Outputs.Add(output);
        course.Outputs.Add(new DemoOutput(output, declaration));
        reviews.AddRevision(course.Outputs[^1], "GenOps", isEdited: false);
    }

    /// <summary>Hours later a person has the failed step done again.</summary>
    private void TakeUpAgain(StepDefinition step, StepRun head)
    {
        work.Fail(head);
        RunTransitions.Move(course.Run, RunState.Failed);
        course.Pass(course.Random.Between(1_200d, 40_000d));
        RunTransitions.Move(course.Run, RunState.Pending);
        RunTransitions.Move(course.Run, RunState.Running);
        StepTransitions.Move(head, StepState.Ready);
        (head.EndedAt, head.Problem) = (null, "");
        head.Generation++;
    }

    private void Fail(StepDefinition step, StepRun head)
    {
        var failed = failedItem ?? head;
        if (failedItem is null) work.Fail(head);
        foreach (var other in heads.Where(h => !StepRun.IsFinal(h.State))) work.Cancel(other, Unreached(step, failed));
        course.Run.Problem = $"{Named(step, failed)} failed: {work.Why}";
        Stop(RunState.Failed);
    }

    private void Cancel()
    {
        course.Run.CancelRequested = true;
        course.Pass(course.Random.Between(1d, 20d));
        foreach (var other in heads.Where(h => !StepRun.IsFinal(h.State))) work.Cancel(other, Cancelled);
        Stop(RunState.Cancelled);
    }

    private void Stop(RunState state)
    {
        RunTransitions.Move(course.Run, state);
        course.Run.EndedAt = course.Now;
        foreach (var output in course.Outputs.Where(o => o.Row.State is OutputState.Drafted or OutputState.Flagged)) OutputTransitions.Abandon(output.Row);
    }

    private void Deliver(PublishStep step, StepRun head)
    {
        work.Claim(head);
        var accepted = course.Outputs.Where(o => o.Row.State == OutputState.Approved && o.Declaration.Artifacts.Any(step.Artifacts.Contains)).ToList();
        if (accepted.Count == 0)
        {
            work.Skip(head, "No output was approved, so nothing was published.");
            return;
        }

        var delivery = new PublishCall
        {
            Id = course.Ids.New<PublishCallId>(course.Now),
            RunId = course.Run.Id,
            StepRunId = head.Id,
            Generation = head.Generation,
            Ordinal = 0,
            Attempt = 0,
            Channel = step.Channel,
            Target = Target,
            ContentHash = reviews.HashOf(accepted[0]),
            CreatedAt = course.Now,
        };
        course.Rows.Deliveries.Add(delivery);
        PublishTransitions.Move(delivery, CallState.Sending);
        course.Pass(course.Random.Between(0.05, 0.9));
        PublishTransitions.Move(delivery, CallState.Responded);
        (delivery.Result, delivery.EndedAt) = ("Nothing was delivered: this is a demonstration.", course.Now);
        foreach (var output in accepted) OutputTransitions.MarkPublished(output.Row, course.Now);
        work.End(head, course.Contents.Receipt(Target));
    }

    private void End()
    {
        var onlyRejected = course.Outputs.Count > 0 && course.Outputs.TrueForAll(o => o.Row.State == OutputState.Rejected);
        RunTransitions.Move(course.Run, onlyRejected ? RunState.Rejected : RunState.Succeeded);
        course.Run.EndedAt = course.Now;
        if (!onlyRejected)
            foreach (var output in course.Outputs.Where(o => o.Row.State == OutputState.Drafted)) OutputTransitions.ApproveByRule(output.Row, course.Now);
        foreach (var output in course.Outputs) Withdraw(output.Row);
    }

    /// <summary>A few are taken back, days after they were accepted.</summary>
    private void Withdraw(Output output)
    {
        if (output.AcceptedAt is not { } accepted || !course.Random.Chance(0.004)) return;
        var at = accepted.AddSeconds(course.Random.Between(20_000, 1_700_000));
        if (at < course.World.Last) OutputTransitions.Withdraw(output, at);
    }

    private static string Unreached(StepDefinition step, StepRun failed) => $"Not reached: {Named(step, failed)} failed.";

    private static string Named(StepDefinition step, StepRun failed) =>
        failed.Item == StepRun.NoItem ? $"Step '{step.Id}'" : $"Step '{step.Id}', item {failed.Item + 1},";

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}

using System.Text.Json.Nodes;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>The whole course of a run, decided on plain facts: no database, no process, no clock.</summary>
public sealed class RunDecisionTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Later = Now.AddMinutes(5);
    private static readonly StepOutcome Done = new StepOutcome.Done(JsonValue.Create("text"));

    public static TheoryData<string, string, StepState, string> Outcomes
    {
        get
        {
            var outcomes = new Dictionary<string, (StepState Plain, StepState Cancelled, StepState TimedOut)>
            {
                ["done"] = (StepState.Succeeded, StepState.Succeeded, StepState.Succeeded),
                ["published"] = (StepState.Succeeded, StepState.Succeeded, StepState.Succeeded),
                ["skipped"] = (StepState.Skipped, StepState.Skipped, StepState.Skipped),
                ["failed"] = (StepState.Failed, StepState.Failed, StepState.Failed),
                ["wait"] = (StepState.Ready, StepState.Ready, StepState.Ready),
                ["queued"] = (StepState.Ready, StepState.Ready, StepState.Ready),
                ["held"] = (StepState.Ready, StepState.Cancelled, StepState.Cancelled),
                ["stopped"] = (StepState.Ready, StepState.Cancelled, StepState.Cancelled),
                ["broken"] = (StepState.Ready, StepState.Cancelled, StepState.Cancelled),
                ["empty"] = (StepState.Succeeded, StepState.Succeeded, StepState.Succeeded),
                ["expanded"] = (StepState.Expanded, StepState.Expanded, StepState.Expanded),
            };
            var cases = new TheoryData<string, string, StepState, string>();
            foreach (var (outcome, (plain, cancelled, timedOut)) in outcomes)
            {
                cases.Add(outcome, "plain", plain, Sentence(outcome, "plain"));
                cases.Add(outcome, "cancelled", cancelled, Sentence(outcome, "cancelled"));
                cases.Add(outcome, "timed out", timedOut, Sentence(outcome, "timed out"));
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Decide_EachOutcomeOfEachRun_MovesTheStep(string outcome, string run, StepState expected, string sentence)
    {
        var board = Boards.At("each");
        board = board with { Run = board.Run with { CancelRequested = run == "cancelled", TimedOut = run == "timed out" } };
        var moves = RunDecision.Decide(board, Outcome(outcome), Now);
        Assert.Equal(expected, moves.Step.State);
        Assert.Equal(sentence, moves.Step.Problem);
        Assert.Equal(expected == StepState.Ready && outcome != "held", moves.Wakes.Count > 0);
    }

    [Theory]
    [InlineData(true, 30, 0)]
    [InlineData(false, 0, 1)]
    public void Decide_WaitsForRoom_IsWokenUnlessItIsInTheLine(bool parked, int readyAfterSeconds, int wakes)
    {
        var moves = RunDecision.Decide(Boards.At("list") with { Parked = parked }, Outcome("queued"), Now);
        Assert.Equal((Now.AddSeconds(readyAfterSeconds), wakes), (moves.Step.ReadyAt, moves.Wakes.Count));
        Assert.Equal(new WaitCause(WaitKind.Budget, "b"), moves.Step.Wait);
    }

    [Theory]
    [InlineData(HoldScope.Run, false, "", 0)]
    [InlineData(HoldScope.Provider, false, "someone", 0)]
    [InlineData(HoldScope.Run, true, "", 1)]
    public void Decide_PausedByAPerson_WaitsForThatPauseAndIsWokenIfItEnded(HoldScope scope, bool over, string heldFor, int wakes)
    {
        var pause = new Hold { Id = Id.New<HoldId>(), Scope = scope, Target = "someone", Reason = "Lunch.", By = "Ann", PlacedAt = Now, Until = Later };
        var moves = RunDecision.Decide(Boards.At("list") with { Pause = pause, PauseOver = over }, Outcome("held"), Now);
        Assert.Equal("Paused by Ann: Lunch.", moves.Step.Problem);
        Assert.Equal((new WaitCause(WaitKind.Hold, "someone"), Later, heldFor), (moves.Step.Wait, moves.Step.Until, moves.Step.HeldFor));
        Assert.Equal(wakes, moves.Wakes.Count);
    }

    [Theory]
    [InlineData(0, true, StepState.Ready, 1, 1)]
    [InlineData(1, true, StepState.Ready, 2, 3)]
    [InlineData(2, true, StepState.Failed, 3, 0)]
    [InlineData(0, false, StepState.Ready, 0, 1)]
    [InlineData(2, false, StepState.Ready, 2, 3)]
    public void Decide_BrokenOff_WaitsLongerEachTimeAndFailsTheThird(int before, bool counts, StepState state, int exceptions, int pauses)
    {
        var moves = RunDecision.Decide(
            Boards.At("list") with { Exceptions = before }, new StepOutcome.BrokenOff("Bang.", counts, TimeSpan.FromSeconds(2)), Now);
        Assert.Equal((state, exceptions), (moves.Step.State, moves.Step.Exceptions));
        Assert.Equal(pauses == 0 ? null : Now.AddSeconds(2 * pauses), moves.Step.ReadyAt);
        if (state == StepState.Failed) Assert.Equal((RunState.Failed, "Step 'list' failed: It broke off three times. The last time: Bang."), (moves.Run.State, moves.Run.Problem));
    }

    [Fact]
    public void Decide_StepDone_FreesWhatWaitedOnlyForIt()
    {
        Assert.Equal(["each"], RunDecision.Decide(Boards.At("list"), Done, Now).Following.Freed);
        Assert.Empty(RunDecision.Decide(Boards.At("list"), Outcome("wait"), Now).Following.Freed);
        // The delivery waits for the review, although all it delivers is there.
        Assert.Equal(["look"], RunDecision.Decide(LastItem("short", 1), Done, Now).Following.Freed);
    }

    [Fact]
    public void Decide_StepSkipped_FreesWhatWaitedForIt() =>
        Assert.Equal(["each"], RunDecision.Decide(Boards.At("list"), Outcome("skipped"), Now).Following.Freed);

    [Fact]
    public void Decide_StepFailed_ReachesNothingFurtherAndSaysWhichStep()
    {
        var moves = RunDecision.Decide(Boards.At("list"), Outcome("failed"), Now);
        Assert.Equal("Not reached: Step 'list' failed.", moves.Unreached);
        Assert.Equal(new RunMove(RunState.Failed, "Step 'list' failed: No."), moves.Run);
        Assert.Empty(moves.Following.Freed);
    }

    [Fact]
    public void Decide_ItemFailedWhileAnotherIsWorkedOn_EndsTheRunOnlyWithThat()
    {
        var board = Boards.AtItem("each", 2);
        var first = RunDecision.Decide(board with { Items = [StepState.Ready, StepState.Running] }, Outcome("failed"), Now);
        Assert.Equal(new RunMove(RunState.Running, "Step 'each', item 3, failed: No."), first.Run);
        Assert.Equal("Not reached: Step 'each', item 3, failed.", first.Unreached);
        // The failure cancelled the map itself meanwhile, and the reason that was given first stays.
        var heads = new Dictionary<string, StepFact>(board.Heads) { ["each"] = Boards.Head("each", StepState.Cancelled) };
        foreach (var id in new[] { "short", "look", "out" }) heads[id] = Boards.Head(id, StepState.Cancelled);
        var last = RunDecision.Decide(board with { Heads = heads, Items = [StepState.Failed], Run = new RunFact(RunState.Running, Problem: "The first.") }, Done, Now);
        Assert.Equal(new RunMove(RunState.Failed, "The first."), last.Run);
        Assert.Empty(last.Following.Joined);
    }

    [Fact]
    public void Decide_ItemDoneWhileOthersAreOpen_JoinsNothing()
    {
        var moves = RunDecision.Decide(Boards.AtItem("each", 0) with { Items = [StepState.Ready] }, Done, Now);
        Assert.Empty(moves.Following.Joined);
        Assert.Empty(moves.Following.Freed);
        Assert.Equal(RunState.Running, moves.Run.State);
    }

    [Fact]
    public void Decide_LastItemDone_JoinsTheMapWithTheWorstOfItsItems()
    {
        var board = LastItem("each", 1);
        StepFact[] siblings = [board.Siblings[0] with { Score = 0.9, Missing = 2, SchemaValid = true }, board.Siblings[1]];
        var done = new StepOutcome.Done(JsonValue.Create("text"), Score: 0.5, Missing: 1, SchemaValid: false);
        var moves = RunDecision.Decide(board with { Siblings = siblings }, done, Now);
        var joined = Assert.Single(moves.Following.Joined);
        Assert.Equal(new StepFact("each", StepRun.NoItem, StepState.Succeeded, Boards.Content("list of each"), 0.5, 3, false), joined);
        Assert.Equal(["short"], moves.Following.Freed);
        // The output of the run holds the whole list; those of the items wait for the second map.
        Assert.Equal(["all -1"], moves.Following.Drafts.Select(d => $"{d.Name} {d.Item}"));
    }

    [Fact]
    public void Decide_LastItemSkipped_KeepsItsPlaceInTheList()
    {
        var board = LastItem("each", 1) with { Given = null };
        Assert.Equal([Boards.Content("each0"), null], board.ItemOutputs);
        Assert.Single(RunDecision.Decide(board, Outcome("skipped"), Now).Following.Joined);
    }

    [Fact]
    public void Decide_LastItemFailed_DoesNotJoin() => Assert.Empty(RunDecision.Decide(LastItem("each", 1), Outcome("failed"), Now).Following.Joined);

    [Fact]
    public void Decide_SecondStepOfAnItemDone_CompletesTheOutputOfThatItem()
    {
        var board = Boards.AtItem("short", 4) with { Items = [StepState.Ready], Parts = [Boards.Item("each", 4, StepState.Succeeded)] };
        var draft = Assert.Single(RunDecision.Decide(board, Done, Now).Following.Drafts);
        Assert.Equal(("texts", 4), (draft.Name, draft.Item));
        Assert.Equal(["each", "short"], draft.Parts.Select(p => p.StepId));
        Assert.Empty(RunDecision.Decide(board with { Parts = [Boards.Item("each", 4, StepState.Running)] }, Done, Now).Following.Drafts);
    }

    [Fact]
    public void Decide_BrokenOffForGood_DraftsNothing()
    {
        var board = Boards.AtItem("short", 4) with { Items = [StepState.Ready], Parts = [Boards.Item("each", 4, StepState.Succeeded)], Exceptions = 2, Given = null };
        Assert.Empty(RunDecision.Decide(board, new StepOutcome.BrokenOff("Bang.", true, TimeSpan.Zero), Now).Following.Drafts);
        Assert.Single(RunDecision.Decide(board, Outcome("failed"), Now).Following.Drafts);
    }

    [Fact]
    public void Decide_MapExpanded_GoesOnAlthoughNothingIsReadyYet()
    {
        var moves = RunDecision.Decide(Boards.At("each"), new StepOutcome.Expanded(3), Now);
        Assert.Equal((3, RunState.Running), (moves.Step.Items, moves.Run.State));
    }

    [Theory]
    [InlineData(OutputState.Drafted, false, StepState.WaitingForReview, RunState.WaitingForReview)]
    [InlineData(OutputState.Flagged, true, StepState.Succeeded, RunState.Running)]
    public void Decide_ReviewOfAFlaggedOutput_WaitsUnlessItWasDecided(OutputState state, bool decided, StepState step, RunState run)
    {
        var output = new OutputFact(Id.New<OutputId>(), "texts", 0, state, false);
        var plan = new ReviewPlan(new Dictionary<OutputId, IReadOnlyList<FlagReason>> { [output.Id] = [new("always", "Always.")] }, [], [], "");
        HashSet<OutputId> already = decided ? [output.Id] : [];
        var moves = RunDecision.Decide(Boards.At("look") with { Outputs = [output], Decided = already }, new StepOutcome.Review(plan), Now);
        Assert.Equal((step, run), (moves.Step.State, moves.Run.State));
        Assert.Equal(decided ? [] : [output.Id], moves.Step.Opened);
    }

    [Fact]
    public void Decide_ReviewThatRulesPass_ApprovesAndCountsThem()
    {
        OutputFact[] outputs =
        [
            new(Id.New<OutputId>(), "texts", 0, OutputState.Drafted, false), new(Id.New<OutputId>(), "texts", 1, OutputState.Rejected, false),
            new(Id.New<OutputId>(), "texts", 2, OutputState.Approved, true), new(Id.New<OutputId>(), "all", -1, OutputState.Approved, true),
        ];
        var plan = new ReviewPlan(new Dictionary<OutputId, IReadOnlyList<FlagReason>>(), [outputs[0].Id], [], "");
        var moves = RunDecision.Decide(Boards.At("look") with { Outputs = outputs }, new StepOutcome.Review(plan), Now);
        Assert.Equal((2, 1), moves.Step.Reviewed);
        Assert.Equal([outputs[0].Id], moves.Step.Passed);
        Assert.Equal(["out"], moves.Following.Freed);
    }

    [Theory]
    [InlineData(true, RunState.Rejected)]
    [InlineData(false, RunState.Succeeded)]
    public void Decide_LastStepDone_EndsTheRunByWhatPeopleSaid(bool rejected, RunState expected)
    {
        OutputFact[] outputs = [new(Id.New<OutputId>(), "texts", 0, OutputState.Rejected, false), new(Id.New<OutputId>(), "texts", 1, rejected ? OutputState.Rejected : OutputState.Published, !rejected)];
        Assert.Equal(expected, RunDecision.Decide(Boards.At("out") with { Outputs = outputs }, Outcome("published"), Now).Run.State);
    }

    public static TheoryData<RunState, bool, bool, StepState[], RunState> Standings => new()
    {
        { RunState.Running, false, false, [StepState.Succeeded, StepState.Ready], RunState.Running },
        { RunState.WaitingForReview, false, false, [StepState.WaitingForReview, StepState.Ready], RunState.Running },
        { RunState.Running, false, false, [StepState.WaitingForReview, StepState.Blocked], RunState.WaitingForReview },
        { RunState.Running, false, false, [StepState.WaitingForReview, StepState.Running], RunState.Running },
        { RunState.Pending, false, false, [StepState.Succeeded, StepState.Ready], RunState.Pending },
        { RunState.Pending, true, false, [StepState.Cancelled], RunState.Cancelled },
        { RunState.Running, true, false, [StepState.Cancelled, StepState.Running], RunState.Running },
        { RunState.Running, true, true, [StepState.Failed], RunState.Cancelled },
        { RunState.Running, false, true, [StepState.Succeeded, StepState.Cancelled], RunState.Failed },
        { RunState.Running, false, false, [StepState.Failed, StepState.Cancelled], RunState.Failed },
        { RunState.Running, false, false, [StepState.Succeeded, StepState.Skipped], RunState.Succeeded },
        { RunState.Cancelled, false, false, [StepState.Succeeded], RunState.Cancelled },
    };

    [Theory]
    [MemberData(nameof(Standings))]
    public void Settle_StatesOfTheSteps_SayWhereTheRunStands(RunState before, bool cancelled, bool timedOut, StepState[] states, RunState expected) =>
        Assert.Equal(expected, RunDecision.Settle(new RunFact(before, cancelled, timedOut), states, onlyRejected: false).State);

    [Fact]
    public void OnlyRejected_ANewDraft_IsStillToBeJudged()
    {
        OutputFact[] outputs = [new(Id.New<OutputId>(), "texts", 0, OutputState.Rejected, false)];
        Assert.True(RunDecision.OnlyRejected(outputs, []));
        Assert.True(RunDecision.OnlyRejected(outputs, [new OutputParts("texts", 0, [])]));
        Assert.False(RunDecision.OnlyRejected(outputs, [new OutputParts("texts", 1, [])]));
        Assert.False(RunDecision.OnlyRejected([], []));
    }

    /// <summary>The board of a map's last item, the first of two, whose other one is done.</summary>
    private static RunBoard LastItem(string id, int item) => Boards.AtItem(id, item) with
    {
        Siblings = [Boards.Item(id, 0, StepState.Succeeded), Boards.Item(id, 1, StepState.Running)],
        List = Boards.Content($"list of {id}"),
    };

    private static StepOutcome Outcome(string name) => name switch
    {
        "done" => Done,
        "published" => new StepOutcome.Published([], new JsonObject()),
        "skipped" => new StepOutcome.Skipped("Not needed."),
        "failed" => new StepOutcome.Failed("No."),
        "wait" => new StepOutcome.Wait(new WaitCause(WaitKind.Limit, "p"), Later, "Too many."),
        "queued" => new StepOutcome.Queued(new WaitCause(WaitKind.Budget, "b"), "No room."),
        "held" => new StepOutcome.Held(new WaitCause(WaitKind.Doubt, "p"), "In doubt."),
        "stopped" => new StepOutcome.Stopped("Lost."),
        "broken" => new StepOutcome.BrokenOff("Bang.", true, TimeSpan.FromSeconds(2)),
        "empty" => new StepOutcome.Expanded(0),
        _ => new StepOutcome.Expanded(3),
    };

    private static string Sentence(string outcome, string run) => (outcome, run) switch
    {
        ("done" or "published" or "expanded", _) => "",
        ("skipped", _) => "Not needed.",
        ("failed", _) => "No.",
        ("wait", _) => "Too many.",
        ("queued", _) => "No room.",
        ("empty", _) => "The list was empty.",
        (_, "timed out") => "The run's time was over.",
        ("stopped", _) => "Lost.",
        (_, "cancelled") => "The run was cancelled.",
        ("held", _) => "In doubt.",
        _ => "It broke off 1 of 3 times and is tried again: Bang.",
    };
}

using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>The protocol's choice, case by case: no database, no provider.</summary>
public sealed class NextActTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("", "Begin 0")]
    [InlineData("Intent", "TakeUp 0")]
    [InlineData("Sending", "PutInDoubt 0")]
    [InlineData("Responded", "UseAnswer 0")]
    [InlineData("Applied", "UseAnswer 0")]
    [InlineData("Unusable", "UseAnswer 0")]
    [InlineData("Rejected", "AskAgain 0")]
    [InlineData("WrittenOff", "Fail")]
    [InlineData("Superseded", "Begin 1")]
    [InlineData("Resubmitted", "Begin 1")]
    [InlineData("LateCharge", "Begin 1")]
    [InlineData("Rejected Rejected Superseded", "Begin 3")]
    [InlineData("Resubmitted Responded", "UseAnswer 1")]
    public void Of_WhatIsRecorded_GoesByTheLastSending(string states, string act) => Assert.Equal(act, Act(states, CallFacts.None));

    [Theory]
    // What the provider can do goes before any policy, and looking before repeating.
    [InlineData("InDoubt", true, true, InDoubtPolicy.Fail, true, "LookUp 0")]
    [InlineData("InDoubt", true, false, InDoubtPolicy.Hold, false, "LookUp 0")]
    [InlineData("InDoubt", false, true, InDoubtPolicy.Fail, false, "Repeat 0")]
    // Without help it is held, failed or sent once more, and never by a node that may not know the answer.
    [InlineData("InDoubt", false, false, InDoubtPolicy.Hold, true, "AskPerson 0")]
    [InlineData("InDoubt", false, false, InDoubtPolicy.Fail, true, "EndDoubt 0 WrittenOff")]
    [InlineData("InDoubt", false, false, InDoubtPolicy.Fail, false, "EndDoubt 0 WrittenOff")]
    [InlineData("InDoubt", false, false, InDoubtPolicy.Resubmit, true, "EndDoubt 0 Resubmitted")]
    [InlineData("InDoubt", false, false, InDoubtPolicy.Resubmit, false, "AwaitSender 0")]
    [InlineData("Resubmitted InDoubt", false, false, InDoubtPolicy.Resubmit, true, "AskPerson 1")]
    [InlineData("Resubmitted InDoubt", false, false, InDoubtPolicy.Resubmit, false, "AskPerson 1")]
    [InlineData("LateCharge InDoubt", false, false, InDoubtPolicy.Resubmit, true, "AskPerson 1")]
    [InlineData("Rejected InDoubt", false, false, InDoubtPolicy.Resubmit, true, "EndDoubt 1 Resubmitted")]
    public void Of_ACallInDoubt_GoesByTheProviderAndThenByPolicy(
        string states, bool lookUp, bool idempotent, InDoubtPolicy policy, bool isOwn, string act) =>
        Assert.Equal(act, Act(states, Facts(lookUp, idempotent, policy) with { IsOwn = isOwn }));

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Of_ACallInDoubtThatAPersonBrokeOff_IsGivenUpWhateverThePolicy(bool lookUp, bool looks)
    {
        var act = NextAct.Of([Call(0, CallState.InDoubt)], Facts(lookUp, idempotent: true, InDoubtPolicy.Resubmit) with { IsAborted = true });

        Assert.Equal(looks, Assert.IsType<NextAct.GiveUp>(act).LookUpFirst);
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(149, 149, null)]
    [InlineData(150, 0, "EndDoubt 0 Resubmitted")]
    // A clock that was set back, or nobody who wrote down when it was sent: by how long it was looked for.
    [InlineData(-3600, 149, null)]
    [InlineData(-3600, 150, "EndDoubt 0 Resubmitted")]
    [InlineData(null, 149, null)]
    [InlineData(null, 150, "EndDoubt 0 Resubmitted")]
    public void Of_ALookUp_TakesAbsenceForAProofOnlyAfterTheTimeoutAndTheGraceTime(int? secondsSinceSent, int secondsWatched, string? act)
    {
        var call = Call(0, CallState.InDoubt);
        call.SentAt = secondsSinceSent is { } seconds ? Noon.AddSeconds(-seconds) : null;
        var facts = Facts(lookUp: true, idempotent: false, InDoubtPolicy.Hold) with { Watched = TimeSpan.FromSeconds(secondsWatched) };

        Assert.Equal(act, IfAbsent([call], facts));
    }

    [Theory]
    // The first is sent again whatever the policy says: it never arrived. Any further one is as one that nobody can be asked about.
    [InlineData("InDoubt", false, InDoubtPolicy.Hold, true, "EndDoubt 0 Resubmitted")]
    [InlineData("InDoubt", true, InDoubtPolicy.Fail, true, "EndDoubt 0 Resubmitted")]
    [InlineData("InDoubt", false, InDoubtPolicy.Resubmit, false, "AwaitSender 0")]
    [InlineData("Rejected InDoubt", false, InDoubtPolicy.Hold, true, "EndDoubt 1 Resubmitted")]
    [InlineData("Resubmitted InDoubt", false, InDoubtPolicy.Resubmit, true, "AskPerson 1")]
    [InlineData("Resubmitted InDoubt", false, InDoubtPolicy.Hold, true, "AskPerson 1")]
    [InlineData("Resubmitted InDoubt", false, InDoubtPolicy.Fail, true, "EndDoubt 1 WrittenOff")]
    [InlineData("Resubmitted InDoubt", true, InDoubtPolicy.Fail, true, "Repeat 1")]
    [InlineData("LateCharge InDoubt", false, InDoubtPolicy.Resubmit, true, "AskPerson 1")]
    [InlineData("Resubmitted InDoubt", false, InDoubtPolicy.Resubmit, false, "AwaitSender 1")]
    public void Of_ACallThatIsProvenAbsent_IsSentAgainOnce(string states, bool idempotent, InDoubtPolicy policy, bool isOwn, string act) =>
        Assert.Equal(act, IfAbsent(Calls(states), Facts(lookUp: true, idempotent, policy) with { IsOwn = isOwn, Now = Noon.AddSeconds(150) }));

    [Theory]
    [InlineData(60, "Repeat 0")]
    [InlineData(61, "AskPerson 0")]
    public void Of_ARepeatableCall_IsRepeatedForAnHour(int minutes, string act) =>
        Assert.Equal(act, Act("InDoubt", Facts(lookUp: false, idempotent: true, InDoubtPolicy.Fail) with { Now = Noon.AddMinutes(minutes) }));

    private static CallFacts Facts(bool lookUp, bool idempotent, InDoubtPolicy policy) =>
        new(new ProviderCapabilities(lookUp, idempotent), policy, IsOwn: true, IsAborted: false, ProvenAfter: TimeSpan.FromSeconds(150), Watched: TimeSpan.Zero, Noon);

    private static string? IfAbsent(IReadOnlyList<ModelCall> attempts, CallFacts facts) =>
        Assert.IsType<NextAct.LookUp>(NextAct.Of(attempts, facts)).IfAbsent is { } act ? Words(act) : null;

    private static List<ModelCall> Calls(string states) =>
        [.. states.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((s, n) => Call(n, Enum.Parse<CallState>(s)))];

    private static string Act(string states, CallFacts facts) => Words(NextAct.Of(Calls(states), facts));

    private static string Words(NextAct act) => act switch
    {
        NextAct.Begin a => $"Begin {a.Attempt}",
        NextAct.UseAnswer a => $"UseAnswer {a.Call.Attempt}",
        NextAct.TakeUp a => $"TakeUp {a.Call.Attempt}",
        NextAct.PutInDoubt a => $"PutInDoubt {a.Call.Attempt}",
        NextAct.AskAgain a => $"AskAgain {a.Refused.Attempt}",
        NextAct.Fail => "Fail",
        NextAct.GiveUp a => $"GiveUp {a.Call.Attempt}",
        NextAct.LookUp a => $"LookUp {a.Call.Attempt}",
        NextAct.Repeat a => $"Repeat {a.Call.Attempt}",
        NextAct.EndDoubt a => $"EndDoubt {a.Call.Attempt} {a.To}",
        NextAct.AwaitSender a => $"AwaitSender {a.Call.Attempt}",
        NextAct.AskPerson a => $"AskPerson {a.Call.Attempt}",
        var other => other.ToString(),
    };

    private static ModelCall Call(int attempt, CallState state) => new()
    {
        Id = Id.New<ModelCallId>(),
        RunId = Id.New<RunId>(),
        StepRunId = Id.New<StepRunId>(),
        Generation = 0,
        Ordinal = 0,
        Attempt = attempt,
        Purpose = CallPurpose.Production,
        Money = MoneyMode.Live,
        Provider = "alpha",
        Model = "m",
        Tier = Tier.Small,
        Kind = "chat",
        Node = "here",
        State = state,
        RequestHash = BlobHash.Of("request"),
        CreatedAt = Noon,
        SentAt = Noon,
        EndedAt = Noon,
    };
}

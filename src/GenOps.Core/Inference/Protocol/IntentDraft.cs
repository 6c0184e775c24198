using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;

namespace GenOps.Core.Inference.Protocol;

/// <summary>A call made ready for one route before T1 begins: composed, counted and hashed, so that T1 only writes it down.</summary>
/// <param name="Call">Its id.</param>
/// <param name="Route">The route it is made for.</param>
/// <param name="Request">What would be sent.</param>
/// <param name="Body">The same, ready to be stored.</param>
/// <param name="Worst">The most it may use.</param>
/// <param name="Decision">The row that records the route.</param>
/// <param name="Use">The most it may use, as a wait for a price keeps it.</param>
internal sealed record IntentDraft(
    ModelCallId Call, Route Route, CanonicalRequest Request, BlobContent Body, Usage Worst, RouteDecision Decision, string Use)
{
    /// <summary>Makes the request as long as its texts are; never under the write turn.</summary>
    public static IntentDraft Make(IModelProvider provider, CallTicket ticket, Route route)
    {
        WriteTurn.MustNotHold("composing a request");
        var id = Id.New<ModelCallId>();
        var request = provider.Compose(ticket.Request(route.Model), id);
        var worst = provider.WorstCase(request);
        return new IntentDraft(
            id, route, request, BlobContent.Of(request.Body, "application/json"), worst, route.Decision(id), Json.Serialize(worst));
    }

    /// <summary>The row of the call, as an intent; nothing is stored.</summary>
    /// <param name="ticket">The ticket it was made for.</param>
    /// <param name="attempt">Which sending.</param>
    /// <param name="tier">The tier it counts under.</param>
    /// <param name="node">Who will send it.</param>
    /// <param name="reserved">The most it may cost; null where its model has no price.</param>
    /// <param name="now">UTC.</param>
    public ModelCall CallOf(CallTicket ticket, int attempt, Tier tier, NodeIdentity node, Money? reserved, DateTime now) => new()
    {
        Id = Call,
        RunId = ticket.RunId,
        StepRunId = ticket.StepRunId,
        Generation = ticket.Generation,
        Ordinal = ticket.Ordinal,
        Attempt = attempt,
        Purpose = ticket.Purpose,
        Money = ticket.Money,
        Provider = Route.Provider,
        Model = Route.Model,
        Tier = tier,
        Kind = Request.Kind,
        Node = node.Home,
        RequestHash = Body.Hash,
        ReservedNanos = reserved?.Nanos,
        CreatedAt = now,
    };

    /// <summary>Whether it was made for this very route, with the same reason.</summary>
    public bool IsFor(Route other) =>
        Route with { Candidates = other.Candidates } == other && Route.Candidates.SequenceEqual(other.Candidates);
}

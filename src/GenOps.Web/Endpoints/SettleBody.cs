namespace GenOps.Web.Endpoints;

/// <summary>What is decided about a call in doubt.</summary>
/// <param name="Decision"><c>resubmit</c>: send it again, at the risk of paying twice; <c>writeOff</c>: its step fails. The estimate stays in the ledger.</param>
public sealed record SettleBody(string Decision);

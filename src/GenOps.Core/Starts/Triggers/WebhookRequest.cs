namespace GenOps.Core.Starts.Triggers;

/// <summary>A request as it came in. Two of the same body in the same second have the same signature, and so are one delivery.</summary>
/// <param name="Timestamp">Seconds since 1970, as the header has it.</param>
/// <param name="Signature"><c>sha256=</c> and the HMAC-SHA-256 of timestamp, a dot and the body, in hex.</param>
/// <param name="Delivery">What the sender calls it; null: its signature stands for it.</param>
/// <param name="Body">The bytes that were signed.</param>
public sealed record WebhookRequest(string Timestamp, string Signature, string? Delivery, byte[] Body);

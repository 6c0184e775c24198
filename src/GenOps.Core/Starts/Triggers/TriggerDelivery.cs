namespace GenOps.Core.Starts.Triggers;

/// <summary>One request or file that came in; unique by what it calls itself, so that a repetition starts nothing.</summary>
public sealed class TriggerDelivery
{
    public required TriggerDeliveryId Id { get; init; }

    public required TriggerId TriggerId { get; init; }

    /// <summary>The sender's delivery id, or what tells one file from another.</summary>
    public required string Key { get; init; }

    /// <summary>Of a request; a second one with the same signature is a replay, whatever it calls itself. Null for a file.</summary>
    public string? Signature { get; init; }

    /// <summary>SHA-256 of the body, 64 lower-case hexadecimal digits; null for a file, and for what came before bodies were told apart.</summary>
    public string? BodyHash { get; init; }

    /// <summary>What it is called, for people.</summary>
    public required string Label { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Null when it started none, with the reason in <see cref="Problem"/>.</summary>
    public RunId? RunId { get; set; }

    public string Problem { get; set; } = "";

    /// <summary>Nothing is left to do: for a file, it has been moved away.</summary>
    public bool Settled { get; set; }
}

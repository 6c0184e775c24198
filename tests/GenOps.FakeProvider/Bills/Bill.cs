using System.Text.Json;

namespace GenOps.FakeProvider.Bills;

/// <summary>One accepted request, as charged.</summary>
public sealed record Bill
{
    /// <summary>The provider's id of the answer; also the file's name.</summary>
    public required string Id { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>The request's <c>Idempotency-Key</c>; null when it had none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The request's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The model asked for.</summary>
    public required string Model { get; init; }

    /// <summary><c>chat</c> or <c>images</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The usage charged, in the provider's own words, whatever the answer then said.</summary>
    public required JsonElement Usage { get; init; }

    /// <summary>Lower-case hex SHA-256 of the request's body.</summary>
    public required string RequestHash { get; init; }

    /// <summary>True when the answer can be found by its metadata.</summary>
    public bool Stored { get; init; }

    /// <summary>The whole answer, kept for look-ups and for repeated keys.</summary>
    public JsonElement Answer { get; init; }
}

using System.Text.Json.Serialization;

namespace GenOps.FakeProvider.Faults;

/// <summary>What can go wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>429, with <c>Retry-After</c> when <see cref="Fault.RetryAfterSeconds"/> is set. Never billed.</summary>
    RateLimit,

    /// <summary>500, after <see cref="Fault.Seconds"/>. Billed only when <see cref="Fault.Bill"/> is true.</summary>
    ServerError,

    /// <summary>503. Never billed.</summary>
    Unavailable,

    /// <summary>529. Never billed.</summary>
    Overloaded,

    /// <summary>200 with a page of HTML. Billed unless <see cref="Fault.Bill"/> is false.</summary>
    Html,

    /// <summary>Half of the body, then the connection is cut. Billed unless <see cref="Fault.Bill"/> is false.</summary>
    CutBody,

    /// <summary>Half of the events of a stream, then the connection is cut; without a stream as <see cref="CutBody"/>.</summary>
    CutStream,

    /// <summary>The connection is cut before a byte of the answer. Billed unless <see cref="Fault.Bill"/> is false.</summary>
    Drop,

    /// <summary>No answer until the client goes. Billed only when <see cref="Fault.Bill"/> is true.</summary>
    Hang,

    /// <summary>A good answer without usage.</summary>
    NoUsage,

    /// <summary>A good answer with negative token counts.</summary>
    NegativeUsage,

    /// <summary>A good answer with more cached than prompt tokens.</summary>
    ImpossibleUsage,

    /// <summary>JSON that breaks the schema asked for; without a schema as <see cref="NotJson"/>.</summary>
    InvalidJson,

    /// <summary>Prose where JSON was asked for.</summary>
    NotJson,

    /// <summary>An answer cut by the length limit (<c>finish_reason: length</c>).</summary>
    CutByLength,

    /// <summary>An answer without text.</summary>
    Empty,

    /// <summary>200 with <see cref="Fault.Body"/>, whatever it is. Billed unless <see cref="Fault.Bill"/> is false.</summary>
    Raw,
}

/// <summary>One fault to play, for some requests or all.</summary>
public sealed record Fault
{
    /// <summary>What goes wrong.</summary>
    [JsonRequired]
    public required FaultKind Kind { get; init; }

    /// <summary>For how many requests; null for always.</summary>
    public int? Times { get; init; }

    /// <summary>With which probability each request is hit, 0 to 1; drawn from the seeded generator.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Only this endpoint (<c>chat</c>, <c>images</c>, <c>list</c>); null for <c>chat</c> and <c>images</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only requests whose body holds this text; null for all.</summary>
    public string? Containing { get; init; }

    /// <summary>Seconds to wait before the fault.</summary>
    public double Seconds { get; init; }

    /// <summary>Value of <c>Retry-After</c>; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The bytes of <see cref="FaultKind.Raw"/>.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>How often <see cref="Body"/> is sent in one answer.</summary>
    public int BodyTimes { get; init; } = 1;

    /// <summary>The content type of <see cref="FaultKind.Raw"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether the request is billed; null for the kind's own way.</summary>
    public bool? Bill { get; init; }

    /// <summary>True when a request hit by this fault is charged.</summary>
    [JsonIgnore]
    public bool Bills => Kind switch
    {
        FaultKind.RateLimit or FaultKind.Unavailable or FaultKind.Overloaded => false,
        FaultKind.ServerError or FaultKind.Hang => Bill ?? false,
        _ => Bill ?? true,
    };
}

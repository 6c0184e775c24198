namespace GenOps.Core.Audit;

/// <summary>Which entries; what is null or empty does not narrow.</summary>
public sealed record AuditFilter
{
    /// <summary>The actor's name, exactly.</summary>
    public string? Actor { get; init; }

    /// <summary>The action, as <c>run.start</c>, or all of a kind by its beginning with a dot, as <c>run.</c>.</summary>
    public string? Action { get; init; }

    /// <summary>The kind of object.</summary>
    public string? ObjectType { get; init; }

    public string? ObjectId { get; init; }

    /// <summary>At or after, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Before, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>Part of the summary or the object's id, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Where to go on, as the page before said.</summary>
    public PageCursor? After { get; init; }

    /// <summary>Rows at most, 1 to 1000.</summary>
    public int Take { get; init; } = 100;
}

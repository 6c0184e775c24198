using GenOps.Core.Blobs;

namespace GenOps.Core.Starts.Backfills;

/// <summary>One input of a backfill, and its run.</summary>
public sealed class BackfillItem
{
    public required BackfillItemId Id { get; init; }

    public required BackfillId BackfillId { get; init; }

    /// <summary>From 0; the order they start in.</summary>
    public required int Position { get; init; }

    /// <summary>What it is, for people: a time, a line, a file.</summary>
    public required string Label { get; init; }

    /// <summary>The bound inputs as canonical JSON, in a blob, since they can be erased.</summary>
    public required BlobHash InputHash { get; init; }

    public BackfillItemState State { get; set; }

    public RunId? RunId { get; set; }

    /// <summary>Why its run could not be started; empty otherwise.</summary>
    public string Problem { get; set; } = "";
}

namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>Where the spool log keeps an answer that the database may not have yet.</summary>
public sealed class SpoolMark
{
    internal SpoolMark(ModelCallId call, SpoolSegment segment, long offset, int length) => (Call, Segment, Offset, Length) = (call, segment, offset, length);

    /// <summary>Whose answer it is.</summary>
    public ModelCallId Call { get; }

    /// <summary>The file it is in.</summary>
    internal SpoolSegment Segment { get; }

    /// <summary>Where its record begins in the file, in bytes.</summary>
    internal long Offset { get; }

    /// <summary>The length of its record, in bytes.</summary>
    internal int Length { get; }
}

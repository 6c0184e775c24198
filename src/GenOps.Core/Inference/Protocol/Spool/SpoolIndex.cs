namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>Which answers the spool log holds that were not released, and which of its files are still needed for them.</summary>
internal sealed class SpoolIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<ModelCallId, List<SpoolMark>> marks = [];
    private readonly Dictionary<Guid, Standing> segments = [];

    /// <summary>The calls it holds an answer of.</summary>
    public ModelCallId[] Calls
    {
        get
        {
            lock (gate) return [.. marks.Keys];
        }
    }

    /// <summary>The answers of a call, oldest first.</summary>
    public SpoolMark[] Of(ModelCallId call)
    {
        lock (gate) return marks.TryGetValue(call, out var of) ? [.. of] : [];
    }

    /// <summary>Takes a segment up, open for further records.</summary>
    /// <returns>False where it is known.</returns>
    public bool Know(SpoolSegment segment)
    {
        lock (gate) return segments.TryAdd(segment.Key, new Standing());
    }

    /// <summary>Forgets a segment whose file is gone, or could not be read.</summary>
    public void Forget(SpoolSegment segment)
    {
        lock (gate) segments.Remove(segment.Key);
    }

    /// <summary>Takes up answers of one segment.</summary>
    public void Add(SpoolSegment segment, IReadOnlyCollection<SpoolMark> kept)
    {
        lock (gate)
        {
            segments[segment.Key].Held += kept.Count;
            foreach (var mark in kept)
            {
                if (!marks.TryGetValue(mark.Call, out var of)) marks[mark.Call] = of = [];
                of.Add(mark);
            }
        }
    }

    /// <summary>Keeps a segment's file until this process ends.</summary>
    public void Hold(SpoolSegment segment)
    {
        lock (gate) segments[segment.Key].Held++;
    }

    /// <summary>Lets an answer go; a second time changes nothing.</summary>
    /// <returns>Whether its segment is not needed any more.</returns>
    public bool Release(SpoolMark mark)
    {
        lock (gate)
        {
            if (!marks.TryGetValue(mark.Call, out var of) || !of.Remove(mark)) return false;
            if (of.Count == 0) marks.Remove(mark.Call);
            var standing = segments[mark.Segment.Key];
            return --standing.Held == 0 && standing.IsSealed;
        }
    }

    /// <summary>Nothing more comes to a segment.</summary>
    /// <returns>Whether it is not needed any more.</returns>
    public bool Seal(SpoolSegment segment)
    {
        lock (gate)
        {
            var standing = segments[segment.Key];
            standing.IsSealed = true;
            return standing.Held == 0;
        }
    }

    /// <summary>True where all answers of a segment were released.</summary>
    public bool IsReleased(SpoolSegment segment)
    {
        lock (gate) return segments[segment.Key].Held == 0;
    }

    private sealed class Standing
    {
        public int Held { get; set; }

        public bool IsSealed { get; set; }
    }
}

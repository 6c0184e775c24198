namespace GenOps.Core.Calls;

/// <summary>
/// Tells by arithmetic which counts a provider's input and output contain, and which stand beside them. The total decides
/// where it is told and fits one reading. Else the dialect does: counts in the details, and all counts of
/// <c>prompt_tokens</c>, are inside, cache counts next to <c>input_tokens</c> are beside, and reasoning is inside. A count
/// that is only told next to <c>prompt_tokens</c> and is larger than these stands beside them.
/// </summary>
internal sealed record UsagePlacement
{
    /// <summary>As told, like all counts here.</summary>
    public required long Input { get; init; }

    public required long Output { get; init; }

    /// <summary>0 where none is told.</summary>
    public required long Total { get; init; }

    /// <summary>Always inside.</summary>
    public required long AudioInput { get; init; }

    /// <summary>Always inside.</summary>
    public required long AudioOutput { get; init; }

    public required long CacheRead { get; init; }

    public required long CacheWritten { get; init; }

    public required long Reasoning { get; init; }

    /// <summary>Whether the dialect puts the tokens read inside the input; null where it mostly does and need not.</summary>
    public required bool? ReadIsInside { get; init; }

    /// <summary>The same of the tokens written.</summary>
    public required bool? WrittenIsInside { get; init; }

    /// <summary>Input and output without all that has a bucket of its own; null where no reading leaves both at 0 or more.</summary>
    public (long Input, long Output)? Find()
    {
        var possible = Readings().Where(r => r.Input >= 0 && r.Output >= 0).ToList();
        var byTotal = possible.Find(r => r.Total == Total);
        var found = Total > 0 && byTotal is not null ? byTotal : possible.Find(r => r.IsOfDialect);
        return found is null ? null : (found.Input, found.Output);
    }

    /// <summary>All readings, those of the dialect first.</summary>
    private IEnumerable<Reading> Readings() =>
        from readInside in Order(ReadIsInside)
        from writtenInside in Order(WrittenIsInside)
        from reasoningInside in new[] { true, false }
        select new Reading(
            Input - AudioInput - (readInside ? CacheRead : 0) - (writtenInside ? CacheWritten : 0),
            Output - AudioOutput - (reasoningInside ? Reasoning : 0),
            Input + Output + (readInside ? 0 : CacheRead) + (writtenInside ? 0 : CacheWritten) + (reasoningInside ? 0 : Reasoning),
            reasoningInside && ReadIsInside != !readInside && WrittenIsInside != !writtenInside);

    private static bool[] Order(bool? inside) => inside is false ? [false, true] : [true, false];

    private sealed record Reading(long Input, long Output, long Total, bool IsOfDialect);
}

namespace GenOps.Core.Desk.Runs;

/// <summary>One stretch.</summary>
/// <param name="Use">What it went into.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC.</param>
public sealed record TimeStretch(TimeUse Use, DateTime From, DateTime To)
{
    /// <summary>How long.</summary>
    public TimeSpan Length => To - From;
}

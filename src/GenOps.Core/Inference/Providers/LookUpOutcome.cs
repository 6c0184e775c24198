namespace GenOps.Core.Inference.Providers;

/// <summary>What a look-up found.</summary>
public abstract record LookUpOutcome
{
    private LookUpOutcome()
    {
    }

    /// <summary>The provider has the answer.</summary>
    /// <param name="Body">As <see cref="SendOutcome.Answered"/>.</param>
    /// <param name="ProviderRef">The provider's id of it.</param>
    public sealed record Found(byte[] Body, string? ProviderRef) : LookUpOutcome;

    /// <summary>The provider knows no such call (yet).</summary>
    public sealed record Absent : LookUpOutcome;

    /// <summary>The provider could not be asked.</summary>
    /// <param name="Reason">In plain words.</param>
    public sealed record Unknown(string Reason) : LookUpOutcome;
}

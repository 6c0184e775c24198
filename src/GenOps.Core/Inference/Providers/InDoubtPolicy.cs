namespace GenOps.Core.Inference.Providers;

/// <summary>What becomes of a call in doubt where the provider cannot help.</summary>
public enum InDoubtPolicy
{
    /// <summary>The run waits for a person.</summary>
    Hold,

    /// <summary>The step fails.</summary>
    Fail,

    /// <summary>It is sent once more, at the risk of paying twice.</summary>
    Resubmit,
}

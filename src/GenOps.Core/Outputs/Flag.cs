namespace GenOps.Core.Outputs;

/// <summary>One reason why a person must look at an output.</summary>
public sealed class Flag
{
    public required FlagId Id { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>The review step that raised it.</summary>
    public required StepRunId StepRunId { get; init; }

    /// <summary>The rule as the definition writes it.</summary>
    public required string Rule { get; init; }

    /// <summary>What was found, in plain words.</summary>
    public required string Reason { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime RaisedAt { get; init; }
}

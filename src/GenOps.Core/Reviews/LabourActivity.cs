namespace GenOps.Core.Reviews;

/// <summary>What a person did in the time that was counted.</summary>
public enum LabourActivity
{
    /// <summary>Reading and deciding.</summary>
    Review,

    /// <summary>Changing the output.</summary>
    Rework,

    /// <summary>Strategy, ethics or creative direction.</summary>
    Direction,
}

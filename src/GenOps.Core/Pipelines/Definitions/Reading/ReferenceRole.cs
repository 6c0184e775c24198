namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>What another step is named for.</summary>
internal enum ReferenceRole
{
    /// <summary>To wait for it.</summary>
    Needs,

    /// <summary>To judge its result.</summary>
    Judged,

    /// <summary>To have its result reviewed.</summary>
    Reviewed,

    /// <summary>To publish its result.</summary>
    Published,

    /// <summary>To hold its result in an output.</summary>
    Delivered,

    /// <summary>To make one output per item.</summary>
    Per,
}

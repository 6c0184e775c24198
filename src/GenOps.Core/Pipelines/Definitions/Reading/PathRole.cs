namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>What an expression's path is for.</summary>
internal enum PathRole
{
    /// <summary>Inserted into a text.</summary>
    Inserted,

    /// <summary>Compared in a condition.</summary>
    Compared,

    /// <summary>The list of a map.</summary>
    Over,

    /// <summary>What a transform works on.</summary>
    Source,

    /// <summary>The same, where it must be a picture.</summary>
    Picture,

    /// <summary>What a judge compares with.</summary>
    Compares,

    /// <summary>Metadata tags.</summary>
    Tags,
}

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

    /// <summary>The picture or text of a transform, or what a judge compares with.</summary>
    Source,

    /// <summary>Metadata tags.</summary>
    Tags,
}

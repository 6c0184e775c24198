namespace GenOps.Core.Publishing;

/// <summary>In which form outputs are delivered.</summary>
public enum PublishFormat
{
    /// <summary>Each artifact as its own file.</summary>
    Files,

    /// <summary>One table with a row per JSON object; what is no JSON goes along as files.</summary>
    Csv,
}

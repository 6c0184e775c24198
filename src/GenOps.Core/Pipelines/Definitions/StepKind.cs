namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What a step does.</summary>
public enum StepKind
{
    /// <summary>Text, or JSON by a schema, from a language model.</summary>
    Prompt,

    /// <summary>A picture from an image model.</summary>
    Image,

    /// <summary>Resizing, cropping, format and metadata, computed here.</summary>
    Transform,

    /// <summary>A score by a rubric, from a language model.</summary>
    Judge,

    /// <summary>A person's decision where a rule asks for it.</summary>
    Review,

    /// <summary>Delivery through a channel, after approval.</summary>
    Publish,
}

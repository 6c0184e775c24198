namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What kind of value an input takes.</summary>
public enum InputType
{
    /// <summary>A text of any length.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of the declared choices.</summary>
    Choice,

    /// <summary>One file.</summary>
    File,

    /// <summary>Any number of files, at least one where required.</summary>
    Files,
}

/// <summary>One input a run is started with.</summary>
/// <param name="Name">As in <c>input.name</c>.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Label">What the form calls it.</param>
/// <param name="Help">A sentence under the field; null for none.</param>
/// <param name="Required">Whether a run needs it; an input with a default is never required.</param>
/// <param name="Default">What holds when nothing is given: a string, or a number for <see cref="InputType.Number"/>; null for none.</param>
/// <param name="Choices">The choices; empty for every other type.</param>
/// <param name="AcceptsImages">True for files that go to a <c>transform</c> as its source; every other file must be text.</param>
public sealed record InputDeclaration(
    string Name,
    InputType Type,
    string Label,
    string? Help,
    bool Required,
    System.Text.Json.Nodes.JsonValue? Default,
    IReadOnlyList<string> Choices,
    bool AcceptsImages);

using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Where templates and conditions take their values from.</summary>
public interface IValueSource
{
    /// <summary>Finds a value. False when there is none at that path; an existing null is found and null.</summary>
    bool TryResolve(string path, out JsonNode? value);
}

/// <summary>A template or condition names a value that this run does not have.</summary>
/// <param name="path">The path, as written.</param>
/// <param name="message">What is missing.</param>
public sealed class MissingValueException(string path, string message) : GenOpsException(message)
{
    /// <summary>A path that leads nowhere.</summary>
    public MissingValueException(string path)
        : this(path, $"There is no value at '{path}'.")
    {
    }

    /// <summary>The path, as written.</summary>
    public string Path { get; } = path;
}

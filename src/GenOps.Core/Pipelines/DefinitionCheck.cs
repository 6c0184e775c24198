using System.Text.RegularExpressions;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Pipelines;

/// <summary>What a definition is checked against besides itself.</summary>
public interface IDefinitionSurroundings
{
    /// <summary>The models and tiers there are; null when they are not checked, as on a new machine with the sandbox only.</summary>
    IModelCatalogue? Models { get; }

    /// <summary>The publishing channels there are.</summary>
    IReadOnlyCollection<string> Channels { get; }
}

/// <summary>Checks definitions against the providers and channels of this installation.</summary>
public sealed partial class DefinitionCheck(IDefinitionSurroundings surroundings)
{
    /// <summary>No definition is longer.</summary>
    public const int MostCharacters = 256 * 1024;

    /// <summary>Everything that is wrong with it, and the definition when nothing is.</summary>
    public DefinitionResult Validate(string yaml) => PipelineDefinition.Validate(yaml, surroundings.Models, surroundings.Channels);

    /// <summary>The definition.</summary>
    /// <exception cref="InvalidDefinitionException">It has problems.</exception>
    public PipelineDefinition Demand(string yaml)
    {
        var result = Validate(yaml);
        return result.Definition ?? throw new InvalidDefinitionException(result.Problems);
    }

    /// <summary>True for what can be a pipeline's name.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    [GeneratedRegex("^[a-z][a-z0-9-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

using GenOps.Core.Pipelines.Definitions.Reading;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A pipeline as its YAML states it: valid, and complete with every default.</summary>
public sealed record PipelineDefinition
{
    /// <summary>Lower-case letters, digits and dashes, such as <c>release-announcement</c>; at most 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences for people; null when it has none.</summary>
    public string? Description { get; init; }

    /// <summary>Whom its runs are charged to; null when it has none.</summary>
    public string? CostCentre { get; init; }

    /// <summary>How long a run may take, without pauses and reviews, 1 s to 30 d; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>False where no provider answers for another save by the fallbacks that its steps name.</summary>
    public bool Failover { get; init; } = true;

    /// <summary>Seeds of the assumptions; no part of <see cref="ContentHash"/>.</summary>
    public AssumptionSeeds Assumptions { get; init; } = new();

    /// <summary>What a run is started with, in the order of the form.</summary>
    public IReadOnlyList<InputDeclaration> Inputs { get; init; } = [];

    /// <summary>1 to 100 steps, in the order of the YAML.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    /// <summary>What a run delivers; at least one.</summary>
    public required IReadOnlyList<OutputDeclaration> Outputs { get; init; }

    /// <summary>The definition without assumptions, comments and order of keys: what is hashed, and may be stored beside the hash.</summary>
    public required string CanonicalText { get; init; }

    /// <summary>SHA-256 of <see cref="CanonicalText"/>, 64 lower-case hexadecimal digits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The step of that id.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public StepDefinition Step(string id) =>
        Steps.FirstOrDefault(s => s.Id == id) ?? throw new NotFoundException($"Pipeline '{Name}' has no step '{id}'.");

    /// <summary>Reads a definition that is to be used.</summary>
    /// <exception cref="InvalidDefinitionException">It has problems; all are listed.</exception>
    public static PipelineDefinition Parse(string yaml)
    {
        var result = Validate(yaml);
        return result.Definition ?? throw new InvalidDefinitionException(result.Problems);
    }

    /// <summary>Reads a definition and says everything that is wrong with it.</summary>
    /// <param name="yaml">The text as written.</param>
    /// <param name="models">The models and tiers there are; null when they are not to be checked.</param>
    /// <param name="channels">The publishing channels there are besides <c>folder</c>; null when they are not to be checked.</param>
    public static DefinitionResult Validate(string yaml, IModelCatalogue? models = null, IReadOnlyCollection<string>? channels = null) =>
        DefinitionReader.Read(yaml, models, channels);
}

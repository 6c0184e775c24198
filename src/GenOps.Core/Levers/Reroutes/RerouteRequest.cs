using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;

namespace GenOps.Core.Levers.Reroutes;

/// <summary>What an operator wants to go elsewhere. At least one of pipeline, tier and provider narrows it.</summary>
public sealed record RerouteRequest
{
    /// <summary>The pipeline; null for all.</summary>
    public PipelineId? Pipeline { get; init; }

    /// <summary>A step of the pipeline; empty for all.</summary>
    public string Step { get; init; } = "";

    /// <summary>The tier; null for all.</summary>
    public Tier? Tier { get; init; }

    /// <summary>The provider it leads away from; empty for any.</summary>
    public string FromProvider { get; init; } = "";

    /// <summary>A configured provider.</summary>
    public required string ToProvider { get; init; }

    /// <summary>The model; empty for the one with which the provider serves each tier.</summary>
    public string ToModel { get; init; } = "";

    /// <summary>False: only runs started from now on.</summary>
    public bool RunsUnderWay { get; init; } = true;

    /// <summary>When it ends by itself, UTC; null for good.</summary>
    public DateTime? Until { get; init; }

    /// <summary>For whoever wonders why calls go there.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Demands that it makes sense.</summary>
    /// <param name="providers">The providers.</param>
    /// <param name="now">UTC.</param>
    /// <exception cref="InvalidInputException">It does not; all problems are listed.</exception>
    internal void Check(IProviderRegistry providers, DateTime now)
    {
        var problems = new List<FieldProblem>();
        void Wrong(string field, string problem, string cure) => problems.Add(new FieldProblem(field, problem, cure));
        if (Pipeline is null && Tier is null && FromProvider.Length == 0) Wrong("from", "It would move every call there is.", "Choose a pipeline, a tier or a provider.");
        if (Step.Length > 0 && Pipeline is null) Wrong("step", "A step is one of a pipeline.", "Choose the pipeline too.");
        if (FromProvider.Length > 0 && providers.Configured.All(p => p.Name != FromProvider)) Wrong("fromProvider", $"There is no provider '{FromProvider}'.", Names());
        if (Until <= now) Wrong("until", "That time has passed.", "Give a later one, or leave it out.");
        if (providers.Configured.FirstOrDefault(p => p.Name == ToProvider) is not { } to) Wrong("toProvider", $"There is no provider '{ToProvider}'.", Names());
        else if (ToModel.Length == 0 && Tier is { } tier && !to.Models.ContainsKey(tier)) Wrong("toModel", $"{ToProvider} serves no model for the {tier} tier.", "Name a model of it.");
        if (FromProvider == ToProvider && ToModel.Length == 0) Wrong("toProvider", "The calls go there already.", "Choose another provider, or name another model of it.");
        if (problems.Count > 0) throw new InvalidInputException(problems);

        string Names() => $"Configured are: {string.Join(", ", providers.Configured.Select(p => p.Name).DefaultIfEmpty("none"))}.";
    }

    /// <summary>The row that records it.</summary>
    internal Reroute ToRow(string by, DateTime now) => new()
    {
        Id = Id.New<RerouteId>(),
        PipelineId = Pipeline,
        StepId = Step,
        Tier = Tier,
        FromProvider = FromProvider,
        ToProvider = ToProvider,
        ToModel = ToModel,
        RunsUnderWay = RunsUnderWay,
        Reason = Reason.Trim(),
        By = by,
        PlacedAt = now,
        Until = Until,
    };
}

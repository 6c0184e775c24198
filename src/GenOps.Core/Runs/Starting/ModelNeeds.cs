using GenOps.Core.Inference.Routing;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Starting;

/// <summary>Which models a pipeline calls, and whether the configured providers serve them.</summary>
public sealed class ModelNeeds(RouteResolver routes)
{
    /// <summary>What keeps a live run from starting, each once, made for people; empty when all is served.</summary>
    public IReadOnlyList<string> MissingFor(PipelineDefinition definition, MoneyMode money)
    {
        var missing = new List<string>();
        foreach (var choice in Of(definition))
        {
            try
            {
                routes.Resolve(new RouteRequest(choice.Tier, choice.Model), money);
            }
            catch (NoRouteException)
            {
                missing.Add(choice.Model is null ? $"the {choice.Tier.ToString().ToLowerInvariant()} tier" : $"the model {choice.Model}");
            }
        }

        return missing;
    }

    /// <summary>The tiers and models its steps name, each once, in the order of the steps.</summary>
    internal static IEnumerable<ModelChoice> Of(PipelineDefinition definition) => definition.Steps.SelectMany(s => s.Models).Distinct();
}

using GenOps.Core.Calls;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads <c>tier</c> and <c>model</c>, and asks the catalogue for both.</summary>
internal static class ModelFields
{
    /// <param name="fields">The block with the two keys.</param>
    /// <param name="inherited">What holds when neither is written; null for the standard tier.</param>
    public static ModelChoice Read(Fields fields, ModelChoice? inherited = null)
    {
        if (inherited is not null && fields.Find("tier") is null && fields.Find("model") is null) return inherited;
        var tier = fields.Word("tier", inherited?.Tier ?? Tier.Standard, ("small", Tier.Small), ("standard", Tier.Standard), ("frontier", Tier.Frontier));
        return Checked(fields, new ModelChoice(tier, fields.Text("model", 200)), "a tier: small, standard or frontier");
    }

    public static ModelChoice ReadImage(Fields fields) =>
        Checked(fields, new ModelChoice(fields.Word("tier", Tier.Image, ("image", Tier.Image)), fields.Text("model", 200)), "leave it out, and the image route decides");

    /// <summary>Each entry is a tier by its word, else a model by its name.</summary>
    private static List<ModelChoice> Fallbacks(Fields fields, Tier tier)
    {
        var choices = new List<ModelChoice>();
        foreach (var entry in fields.Values("fallbacks", "tiers or models"))
        {
            var other = entry.Text switch { "small" => Tier.Small, "standard" => Tier.Standard, "frontier" => Tier.Frontier, _ => (Tier?)null };
            var choice = other is { } word ? new ModelChoice(word, null) : new ModelChoice(tier, entry.Text);
            var known = choice.Model is { } model ? fields.Context.KnowsModel(model) : fields.Context.HasTier(choice.Tier);
            if (!known) fields.Problems.Add(entry, fields.PathOf("fallbacks"), $"No provider offers '{entry.Text}'.", "Name small, standard, frontier, or a model that a configured provider has.");
            choices.Add(choice);
        }

        if (choices.Count > 5) fields.Add("fallbacks", $"There are {choices.Count} fallbacks; at most 5 are allowed.", "Shorten the list.");
        return choices;
    }

    private static ModelChoice Checked(Fields fields, ModelChoice choice, string otherwise)
    {
        if (choice.Model is { } model)
        {
            if (!fields.Context.KnowsModel(model)) fields.Add("model", $"No provider offers the model '{model}'.", $"Name a model that a configured provider has, or {otherwise}.");
        }
        else if (!fields.Context.HasTier(choice.Tier))
        {
            fields.Add("tier", $"No provider serves the tier '{choice.Tier.ToString().ToLowerInvariant()}'.", $"Give a provider a model for it (GenOps__Providers__<name>__Models__{choice.Tier}), or choose another tier or model.");
        }

        var fallbacks = Fallbacks(fields, choice.Tier);
        return fallbacks.Count == 0 ? choice : choice with { Fallbacks = fallbacks };
    }
}

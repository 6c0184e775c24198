using GenOps.Core.Inference;

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

        return choice;
    }
}

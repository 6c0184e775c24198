using GenOps.Core.Calls;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Inference.Providers;

/// <summary>The providers of the environment are written wrongly; GenOps does not start with half of them.</summary>
/// <param name="problems">Every problem, with the full name of its setting.</param>
public sealed class ProviderConfigurationException(IReadOnlyList<FieldProblem> problems)
    : GenOpsException("The configuration of the providers is wrong:\n" + string.Join("\n", problems.Select(p => $"  {p.Field}: {p.Problem} {p.Cure}")))
{
    /// <summary>Every problem.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; } = problems;
}

/// <summary>Reads <c>GenOps:Providers:&lt;name&gt;:…</c>, in the environment <c>GenOps__Providers__&lt;name&gt;__…</c>.</summary>
public static class ProviderConfiguration
{
    private static readonly string[] Known =
        ["BaseUrl", "ApiKey", "Models", "LookUp", "Idempotent", "Streaming", "TimeoutSeconds", "InDoubt", "Fallbacks", "NeverFallback", "Order"];

    /// <summary>The providers, by name.</summary>
    /// <exception cref="ProviderConfigurationException">Something is wrong with one of them; all problems are listed.</exception>
    public static IReadOnlyList<ProviderSettings> Read(IConfiguration configuration)
    {
        var problems = new List<FieldProblem>();
        var all = configuration.GetSection("GenOps:Providers").GetChildren()
            .Select(section => Read(section, problems))
            .OfType<ProviderSettings>()
            .OrderBy(settings => settings.Name, StringComparer.Ordinal)
            .ToList();
        return problems.Count == 0 ? all : throw new ProviderConfigurationException(problems);
    }

    private static ProviderSettings? Read(IConfigurationSection section, List<FieldProblem> problems)
    {
        var before = problems.Count;
        foreach (var setting in section.GetChildren().Where(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            problems.Add(new FieldProblem(Title(setting), "There is no such setting.", $"The settings are {string.Join(", ", Known)}."));
        var draft = new ProviderDraft
        {
            // Environment variables on some systems are upper case throughout.
            Name = section.Key.ToLowerInvariant(),
            BaseUrl = section["BaseUrl"],
            ApiKey = section["ApiKey"],
            Models = Models(section.GetSection("Models"), problems),
            LookUp = Switch(section, "LookUp", problems),
            Idempotent = Switch(section, "Idempotent", problems),
            Streaming = Switch(section, "Streaming", problems),
            TimeoutSeconds = Number(section.GetSection("TimeoutSeconds"), new ProviderDraft { Name = "" }.TimeoutSeconds, "Give seconds, such as 120.", problems),
            NeverFallback = Switch(section, "NeverFallback", problems),
            Order = Number(section.GetSection("Order"), ProviderDraft.UsualOrder, $"Use 1 to {ProviderDraft.LastOrder}.", problems),
            Fallbacks = section["Fallbacks"],
            InDoubtPolicy = Word<InDoubtPolicy>(section.GetSection("InDoubt"), section["InDoubt"], problems),
        };
        var (settings, wrong) = ProviderRules.Check(draft);
        problems.AddRange(wrong.Select(problem => problem with { Field = $"{Title(section)}__{problem.Field}" }));
        return problems.Count == before ? settings : null;
    }

    private static Dictionary<Tier, string> Models(IConfigurationSection section, List<FieldProblem> problems)
    {
        var models = new Dictionary<Tier, string>();
        foreach (var child in section.GetChildren())
        {
            if (Word<Tier>(child, child.Key, problems) is { } tier)
                models[tier] = child.Value ?? "";
        }

        return models;
    }

    private static bool Switch(IConfigurationSection section, string name, List<FieldProblem> problems)
    {
        switch (section[name]?.Trim().ToLowerInvariant())
        {
            case null or "" or "false" or "0" or "off" or "no":
                return false;
            case "true" or "1" or "on" or "yes":
                return true;
            default:
                problems.Add(new FieldProblem(Title(section.GetSection(name)), $"'{section[name]}' is neither true nor false.", "Use true or false."));
                return false;
        }
    }

    private static int Number(IConfigurationSection section, int fallback, string cure, List<FieldProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(section.Value))
            return fallback;
        if (int.TryParse(section.Value, out var number))
            return number;
        problems.Add(new FieldProblem(Title(section), $"'{section.Value}' is no whole number.", cure));
        return fallback;
    }

    private static T? Word<T>(IConfigurationSection section, string? word, List<FieldProblem> problems)
        where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(word))
            return null;
        if (Enum.GetNames<T>().Contains(word.Trim(), StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<T>(word, ignoreCase: true);
        problems.Add(new FieldProblem(Title(section), $"'{word}' is not known.", $"Use one of {string.Join(", ", Enum.GetNames<T>())}."));
        return null;
    }

    private static string Title(IConfigurationSection section) => section.Path.Replace(":", "__", StringComparison.Ordinal);
}

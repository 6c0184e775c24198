using System.Text.RegularExpressions;
using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers;

/// <summary>A provider as a person or an environment writes it down, before it is checked.</summary>
public sealed record ProviderDraft
{
    /// <summary>The longest a call may be allowed, seconds.</summary>
    public const int LongestTimeoutSeconds = 3600;

    /// <summary>The place of a provider that was given none.</summary>
    public const int UsualOrder = 100;

    /// <summary>The last place there is.</summary>
    public const int LastOrder = 999;

    /// <summary>Lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>As <c>https://api.openai.com/v1</c>; left empty for a provider named <c>openai</c>, that one.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>The key in clear; null or empty for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Tier → model; a tier without one is not served.</summary>
    public IReadOnlyDictionary<Tier, string> Models { get; init; } = new Dictionary<Tier, string>();

    /// <summary>Whether completions are stored and can be found by metadata.</summary>
    public bool LookUp { get; init; }

    /// <summary>Whether a second request under the same key is proven not to be charged.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Whether chat answers are streamed.</summary>
    public bool Streaming { get; init; }

    /// <summary>How long one call may take, seconds; 1 to <see cref="LongestTimeoutSeconds"/>.</summary>
    public int TimeoutSeconds { get; init; } = 120;

    /// <summary>What becomes of a call in doubt; null for the default by worst case.</summary>
    public InDoubtPolicy? InDoubtPolicy { get; init; }

    /// <summary>Who answers instead, in order, parted by commas: <c>provider</c> or <c>provider/model</c>.</summary>
    public string? Fallbacks { get; init; }

    /// <summary>Whether it never answers for another provider.</summary>
    public bool NeverFallback { get; init; }

    /// <summary>Its place among the providers of a tier, 1 to <see cref="LastOrder"/>; the lowest is asked first.</summary>
    public int Order { get; init; } = UsualOrder;
}

/// <summary>What a provider must be to be taken.</summary>
internal static partial class ProviderRules
{
    private const string OpenAI = "https://api.openai.com/v1";

    /// <summary>The checked settings, or what is wrong, field by field.</summary>
    public static (ProviderSettings? Settings, IReadOnlyList<FieldProblem> Problems) Check(ProviderDraft draft)
    {
        var problems = new List<FieldProblem>();
        if (!NamePattern().IsMatch(draft.Name))
            problems.Add(new FieldProblem("Name", $"'{draft.Name}' cannot be a name.", "Use 1 to 40 lower-case letters, digits and dashes, beginning with a letter."));
        else if (draft.Name == SandboxName)
            problems.Add(new FieldProblem("Name", "The sandbox is built in.", "Choose another name."));
        var url = BaseUrl(draft, problems);
        var models = draft.Models
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
            .ToDictionary(pair => pair.Key, pair => pair.Value.Trim());
        if (models.Count == 0)
            problems.Add(new FieldProblem("Models", "No tier has a model.", "Name the model of at least one of Small, Standard, Frontier and Image."));
        if (draft.TimeoutSeconds is < 1 or > ProviderDraft.LongestTimeoutSeconds)
            problems.Add(new FieldProblem("TimeoutSeconds", $"{draft.TimeoutSeconds} is out of range.", $"Use 1 to {ProviderDraft.LongestTimeoutSeconds} seconds."));
        if (draft.Order is < 1 or > ProviderDraft.LastOrder)
            problems.Add(new FieldProblem("Order", $"{draft.Order} is out of range.", $"Use 1 to {ProviderDraft.LastOrder}; the lowest is asked first."));
        if (draft.ApiKey is { } key && key.Any(c => c is <= ' ' or > '~'))
            problems.Add(new FieldProblem("ApiKey", "The key has a space, a line break or a letter no key has.", "Copy it again."));
        if (problems.Count > 0)
            return (null, problems);
        return (
            new ProviderSettings(
                draft.Name,
                url!,
                string.IsNullOrEmpty(draft.ApiKey) ? null : draft.ApiKey,
                models,
                new ProviderCapabilities(draft.LookUp, draft.Idempotent),
                TimeSpan.FromSeconds(draft.TimeoutSeconds),
                draft.InDoubtPolicy,
                draft.Streaming,
                (draft.Fallbacks ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                draft.NeverFallback,
                draft.Order),
            []);
    }

    /// <summary>The name of the built-in provider.</summary>
    public const string SandboxName = "sandbox";

    private static Uri? BaseUrl(ProviderDraft draft, List<FieldProblem> problems)
    {
        var text = string.IsNullOrWhiteSpace(draft.BaseUrl) ? draft.Name == "openai" ? OpenAI : "" : draft.BaseUrl.Trim().TrimEnd('/');
        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0)
        {
            if (!text.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase))
                return url;
            problems.Add(new FieldProblem("BaseUrl", "It ends in the path of one call.", $"Leave that off: {text[..^"/chat/completions".Length]}"));
            return null;
        }

        problems.Add(new FieldProblem(
            "BaseUrl",
            text.Length == 0 ? "It is missing." : $"'{text}' is no plain http or https address.",
            "Give the address of an OpenAI-compatible API, such as https://api.openai.com/v1 or http://localhost:11434/v1."));
        return null;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex NamePattern();
}

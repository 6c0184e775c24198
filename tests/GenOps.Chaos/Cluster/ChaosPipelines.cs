using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Chaos.Cluster;

/// <summary>What a provider can do for the recovery of a call in doubt, as it is configured and as it behaves.</summary>
/// <param name="Name">Of the provider.</param>
/// <param name="LookUp">It lists stored completions.</param>
/// <param name="Idempotent">It honours idempotency keys, and is known to.</param>
public sealed record ProviderMode(string Name, bool LookUp, bool Idempotent)
{
    /// <summary>Every combination.</summary>
    public static IReadOnlyList<ProviderMode> All { get; } =
    [
        new("both", LookUp: true, Idempotent: true),
        new("lookup", LookUp: true, Idempotent: false),
        new("keyed", LookUp: false, Idempotent: true),
        new("plain", LookUp: false, Idempotent: false),
    ];

    /// <summary>The names of those that can be asked what became of a call.</summary>
    public static IReadOnlyList<string> Asked { get; } = [.. All.Where(m => m.LookUp).Select(m => m.Name)];

    /// <summary>The pipeline that calls this provider alone.</summary>
    public string Pipeline => $"chaos-{Name}";

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>
/// The pipelines under test, one per provider mode. The answers depend on the notes alone; the marker travels in the
/// system message, by which the provider is told to fail one call of one run.
/// </summary>
public static class ChaosPipelines
{
    /// <summary>A model of the public price list.</summary>
    public const string Model = "gpt-4o-mini";

    /// <summary>A pipeline whose every output waits for a person before it is delivered.</summary>
    public const string Reviewed = "chaos-reviewed";

    private const string ReviewedDefinition = $$$"""
        name: {{{Reviewed}}}
        input: { notes: text, marker: text }
        steps:
          - id: post
            prompt: { model: plain/{{{Model}}}, system: "{{ input.marker }}", template: "Write a post about {{ input.notes }}" }
          - id: sign_off
            review: { of: [post], when: ["sample 100%"] }
          - id: out
            publish: { channel: folder, artifacts: [post] }
        outputs:
          - name: post
            artifacts: [post]
        """;

    /// <summary>Puts them into a database, with a key for the API.</summary>
    /// <returns>The key.</returns>
    public static async Task<string> InstallAsync(DatabaseChoice choice)
    {
        await PublishedPipelines.AddAsync(choice, [.. ProviderMode.All.Select(Definition), ReviewedDefinition]);
        return await AddKeyAsync(choice, "chaos");
    }

    /// <summary>Puts a key for the API into a database.</summary>
    /// <returns>The key.</returns>
    public static async Task<string> AddKeyAsync(DatabaseChoice choice, string name)
    {
        await using var provider = new ServiceCollection()
            .AddGenOpsDatabase(choice).AddSingleton(TimeProvider.System).AddSingleton<AddApiKey>().BuildServiceProvider();
        var key = await provider.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new AddApiKeyRequest(name, Roles.Admin), CancellationToken.None);
        return key.Secret;
    }

    private static string Definition(ProviderMode mode) => $$$"""
        name: {{{mode.Pipeline}}}
        input: { notes: text, marker: text }
        steps:
          - id: facts
            prompt:
              model: {{{mode.Name}}}/{{{Model}}}
              system: "{{ input.marker }}"
              template: "Find the highlights of: {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: posts
            map: { over: steps.facts.output.highlights, as: highlight }
            prompt: { model: {{{mode.Name}}}/{{{Model}}}, template: "Write a post about {{ highlight }}" }
        outputs:
          - name: kit
            artifacts: [posts]
        """;
}

using System.Security.Cryptography;
using GenOps.Core.Data;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.Core.Inference.Providers.Sandbox;
using GenOps.Core.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Inference.Providers;

/// <summary>
/// The providers of the environment, read once, and those of the settings, read again when they are older than
/// <see cref="Age"/>: another node may have changed them.
/// </summary>
public sealed class ProviderRegistry : IProviderRegistry, IDisposable
{
    /// <summary>How old the settings may be, 2 s.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly IReadOnlyList<ProviderSettings> environment;
    private readonly bool? failover;
    private readonly AnswerLimits limits;
    private readonly IDbContextFactory<GenOpsDbContext> contexts;
    private readonly ISecretProtector secrets;
    private readonly OutboundClient client;
    private readonly TimeProvider time;
    private readonly SandboxProvider sandbox;
    private readonly Dictionary<string, (string Fingerprint, OpenAICompatibleProvider Provider)> providers = [];
    private Snapshot? current;
    private bool stale;

    /// <summary>Reads the environment.</summary>
    /// <exception cref="ProviderConfigurationException">A provider of the environment is written wrongly.</exception>
    public ProviderRegistry(
        IConfiguration configuration, IDbContextFactory<GenOpsDbContext> contexts, ISecretProtector secrets, OutboundClient client, TimeProvider time)
    {
        environment = ProviderConfiguration.Read(configuration);
        failover = FailoverSetting.Read(configuration);
        limits = configuration.GetSection("GenOps:Limits").Get<AnswerLimits>() ?? new AnswerLimits();
        this.contexts = contexts;
        this.secrets = secrets;
        this.client = client;
        this.time = time;
        // The pace of the sandbox is real time, also where a test stops the clock of the engine.
        sandbox = new SandboxProvider(TimeProvider.System);
    }

    /// <inheritdoc />
    public IReadOnlyList<ProviderSettings> Configured => Read().Configured;

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Problems => Read().Problems;

    /// <summary>The names that the environment holds, which the settings cannot change.</summary>
    public bool IsOfEnvironment(string name) => environment.Any(settings => settings.Name == name);

    /// <inheritdoc />
    public IModelProvider Get(string name)
    {
        if (name == sandbox.Name)
            return sandbox;
        var settings = Configured.FirstOrDefault(settings => settings.Name == name) ?? throw new ProviderMissingException(name);
        lock (gate)
        {
            var fingerprint = Json.Serialize(settings);
            if (providers.TryGetValue(name, out var known))
            {
                if (known.Fingerprint == fingerprint)
                    return known.Provider;
                // A call under way ends well: only the telemetry of the old one stops.
                known.Provider.Dispose();
            }

            var provider = new OpenAICompatibleProvider(settings, time, client, limits);
            providers[name] = (fingerprint, provider);
            return provider;
        }
    }

    /// <inheritdoc />
    public void Refresh()
    {
        lock (gate)
            stale = true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, provider) in providers.Values)
                provider.Dispose();
            providers.Clear();
        }
    }

    private Snapshot Read()
    {
        lock (gate)
        {
            // What was known when the write turn was taken holds until it is given back: nothing is read and deciphered meanwhile.
            if (current is { } known && (WriteTurn.IsHeldHere || (!stale && time.GetElapsedTime(known.ReadAt) < Age)))
                return known;
            stale = false;
            return current = ReadDatabase();
        }
    }

    private Snapshot ReadDatabase()
    {
        var problems = new Dictionary<string, string>();
        var configured = environment.ToList();
        using var db = contexts.CreateDbContext();
        foreach (var account in db.ProviderAccounts.AsNoTracking().OrderBy(account => account.Name).ToList())
        {
            if (IsOfEnvironment(account.Name))
                problems[account.Name] = "The environment configures a provider of this name; that one is used.";
            else if (Settings(account, problems) is { } settings)
                configured.Add(settings);
        }

        var question = db.FailoverQuestions.AsNoTracking().SingleOrDefault();
        var ordered = configured
            .Select(settings => settings with { TierFailover = failover ?? question?.TakesPart(settings.Name) ?? true })
            .OrderBy(settings => settings.Order)
            .ToList();
        return new Snapshot(ordered, problems, time.GetTimestamp());
    }

    private ProviderSettings? Settings(ProviderAccount account, Dictionary<string, string> problems)
    {
        try
        {
            var (settings, wrong) = ProviderRules.Check(new ProviderDraft
            {
                Name = account.Name,
                BaseUrl = account.BaseUrl,
                ApiKey = account.ProtectedKey.Length == 0 ? null : secrets.Unprotect(account.ProtectedKey),
                Models = ProviderModels.Read(account.Models),
                LookUp = account.LookUp,
                Idempotent = account.Idempotent,
                Streaming = account.Streaming,
                TimeoutSeconds = account.TimeoutSeconds,
                InDoubtPolicy = account.InDoubtPolicy,
                Fallbacks = account.Fallbacks,
                NeverFallback = account.NeverFallback,
                Order = account.Order,
            });
            if (settings is null)
                problems[account.Name] = string.Join(" ", wrong.Select(problem => $"{problem.Field}: {problem.Problem} {problem.Cure}"));
            return settings;
        }
        catch (CryptographicException)
        {
            problems[account.Name] = "Its key was encrypted by an installation with other keys and cannot be read. Enter it again.";
            return null;
        }
    }

    private sealed record Snapshot(IReadOnlyList<ProviderSettings> Configured, IReadOnlyDictionary<string, string> Problems, long ReadAt);
}

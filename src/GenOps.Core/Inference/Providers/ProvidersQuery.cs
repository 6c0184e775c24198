using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>One provider, as the settings page shows it. The key itself is never shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BaseUrl">Where it stands.</param>
/// <param name="HasKey">Whether a key is kept.</param>
/// <param name="Models">Tier → model.</param>
/// <param name="FromEnvironment">True when it cannot be changed in the settings.</param>
/// <param name="LookUp">Whether calls can be looked up.</param>
/// <param name="Idempotent">Whether calls can be repeated safely.</param>
/// <param name="Streaming">Whether answers are streamed.</param>
/// <param name="TimeoutSeconds">How long one call may take.</param>
/// <param name="InDoubtPolicy">What becomes of a call in doubt; null for the default.</param>
/// <param name="Problem">Why it cannot be used; null when it can.</param>
/// <param name="Fallbacks">Who answers instead, as written.</param>
/// <param name="NeverFallback">Whether it never answers for another.</param>
/// <param name="Order">Its place among the providers of a tier.</param>
public sealed record ProviderRow(
    string Name,
    string BaseUrl,
    bool HasKey,
    IReadOnlyDictionary<Tier, string> Models,
    bool FromEnvironment,
    bool LookUp,
    bool Idempotent,
    bool Streaming,
    int TimeoutSeconds,
    InDoubtPolicy? InDoubtPolicy,
    string? Problem,
    string Fallbacks = "",
    bool NeverFallback = false,
    int Order = ProviderDraft.UsualOrder);

/// <summary>Reads the providers for the settings page. For administrators and auditors.</summary>
public sealed class ProvidersQuery(IDbContextFactory<GenOpsDbContext> contexts, IProviderRegistry registry)
{
    /// <summary>Those of the environment, then those of the settings, by name.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither administrator nor auditor.</exception>
    public async Task<IReadOnlyList<ProviderRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Settings);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var accounts = await db.ProviderAccounts.AsNoTracking().OrderBy(account => account.Name).ToListAsync(cancellationToken);
        var problems = registry.Problems;
        var ofSettings = accounts.Select(account => account.Name).Except(problems.Keys).ToHashSet();
        return
        [
            .. registry.Configured.Where(settings => !ofSettings.Contains(settings.Name)).Select(Row),
            .. accounts.Select(account => Row(account, problems.GetValueOrDefault(account.Name))),
        ];
    }

    private static ProviderRow Row(ProviderSettings settings) => new(
        settings.Name, settings.BaseUrl.ToString(), settings.ApiKey is not null, settings.Models, true,
        settings.Capabilities.LookUp, settings.Capabilities.Idempotent, settings.Streaming,
        (int)settings.Timeout.TotalSeconds, settings.InDoubtPolicy, null, string.Join(", ", settings.Fallbacks ?? []), settings.NeverFallback, settings.Order);

    private static ProviderRow Row(ProviderAccount account, string? problem) => new(
        account.Name, account.BaseUrl, account.ProtectedKey.Length > 0, ProviderModels.Read(account.Models), false,
        account.LookUp, account.Idempotent, account.Streaming, account.TimeoutSeconds, account.InDoubtPolicy, problem, account.Fallbacks,
        account.NeverFallback, account.Order);
}

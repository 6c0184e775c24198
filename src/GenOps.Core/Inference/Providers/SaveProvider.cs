using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Outbound;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>What to save.</summary>
/// <param name="Provider">The provider; an empty key keeps the one there is.</param>
/// <param name="RemoveKey">True to take the key away.</param>
/// <param name="AllowInside">True where the person was told that it is inside the network, and wants it to be reached there.</param>
public sealed record SaveProviderRequest(ProviderDraft Provider, bool RemoveKey = false, bool AllowInside = false);

/// <summary>Adds a provider to the settings, or changes one. For administrators.</summary>
public sealed class SaveProvider(
    CommandRunner runner, IProviderRegistry registry, ISecretProtector secrets, OutboundGuard guard, OutboundAllowances allowances)
{
    /// <summary>Saves it under its name; it serves from the next call on.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">Something is wrong with it; every field is listed.</exception>
    /// <exception cref="OutboundNotAllowedException">It is inside the network, and nobody has allowed that.</exception>
    /// <exception cref="ConflictException">The environment configures a provider of this name.</exception>
    public async Task<ProviderAccountId> ExecuteAsync(Actor actor, SaveProviderRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        var (settings, problems) = ProviderRules.Check(request.Provider);
        if (settings is null)
            throw new InvalidInputException(problems);
        var refusal = await guard.InspectAsync(OutboundTarget.Of(settings.BaseUrl), cancellationToken);
        if (refusal is not null && !(request.AllowInside && refusal.CanBeAllowed))
            throw new OutboundNotAllowedException(refusal);
        // Reading settings, protecting and JSON are no statements.
        var ready = new Ready(
            ProviderModels.Write(settings.Models), settings.ApiKey is { } key ? secrets.Protect(key) : request.RemoveKey ? "" : null,
            registry.Configured.Any(known => known.Name == settings.Name));
        return await runner.RunAsync(actor, scope => StageAsync(scope, settings, ready, refusal), cancellationToken);
    }

    private async Task<ProviderAccountId> StageAsync(CommandScope scope, ProviderSettings settings, Ready ready, OutboundRefusal? refusal)
    {
        var (db, actor, now, cancellationToken) = scope;
        var account = await db.ProviderAccounts.SingleOrDefaultAsync(row => row.Name == settings.Name, cancellationToken);
        if (account is null && ready.IsConfigured)
            throw new ConflictException($"The environment configures '{settings.Name}'. Change it there, or choose another name.");
        var isNew = account is null;
        if (account is null) db.Add(account = New(actor, settings, now));
        SetKey(account, settings, ready.ProtectedKey);
        account.BaseUrl = settings.BaseUrl.ToString();
        account.Models = ready.Models;
        account.LookUp = settings.Capabilities.LookUp;
        account.Idempotent = settings.Capabilities.Idempotent;
        account.Streaming = settings.Streaming;
        account.TimeoutSeconds = (int)settings.Timeout.TotalSeconds;
        account.InDoubtPolicy = settings.InDoubtPolicy;
        account.Fallbacks = string.Join(", ", settings.Fallbacks ?? []);
        account.NeverFallback = settings.NeverFallback;
        account.Order = settings.Order;
        scope.Record(
            isNew ? "provider.add" : "provider.change", "provider", settings.Name,
            $"{(isNew ? "Added" : "Changed")} the provider {settings.Name} at {settings.BaseUrl.Host}",
            account.Models);
        if (refusal is not null)
            await OutboundAllowances.AddAsync(scope, refusal.Target, $"The provider {settings.Name}");
        scope.Afterward(allowances, allowances.Refresh);
        scope.Afterward(registry, registry.Refresh);
        return account.Id;
    }

    private static ProviderAccount New(Actor actor, ProviderSettings settings, DateTime now) => new()
    {
        Id = Id.New<ProviderAccountId>(),
        Name = settings.Name,
        BaseUrl = settings.BaseUrl.ToString(),
        Models = "{}",
        CreatedAt = now,
        CreatedBy = actor.Name,
    };

    /// <param name="account">The provider as it stands.</param>
    /// <param name="settings">As it is to be.</param>
    /// <param name="key">Protected; empty for none any more; null to keep the one there is.</param>
    private static void SetKey(ProviderAccount account, ProviderSettings settings, string? key)
    {
        if (key is not null)
            account.ProtectedKey = key;
        else if (account.ProtectedKey.Length > 0 && !SameServer(new Uri(account.BaseUrl), settings.BaseUrl))
            // A key that is never shown must not be sent to a server of somebody's choice either.
            throw new InvalidInputException("ApiKey", "The address changed to another server.", "Enter the key for the new server.");
    }

    private static bool SameServer(Uri before, Uri after) =>
        Uri.Compare(before, after, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <param name="Models">As they are kept.</param>
    /// <param name="ProtectedKey">Empty for none any more; null to keep the one there is.</param>
    /// <param name="IsConfigured">Whether there is a provider of this name, of the environment or the settings.</param>
    private sealed record Ready(string Models, string? ProtectedKey, bool IsConfigured);
}

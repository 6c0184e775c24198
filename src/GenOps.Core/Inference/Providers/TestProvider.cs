using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.Core.Outbound;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>What a test found.</summary>
/// <param name="Works">True when the server answered and knows every model that is named.</param>
/// <param name="Message">One sentence for the person.</param>
/// <param name="Models">The models the server offers, by name; empty when it did not say.</param>
public sealed record ProviderTestResult(bool Works, string Message, IReadOnlyList<string> Models);

/// <summary>Asks a provider for its list of models, which costs nothing. For administrators.</summary>
public sealed class TestProvider(
    IDbContextFactory<GenOpsDbContext> contexts, ISecretProtector secrets, OutboundGuard guard, OutboundClient client, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Tests a provider as written down; an empty key means the saved one of that name and server.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">Something is wrong with what is written down.</exception>
    /// <exception cref="OutboundNotAllowedException">It is inside the network, and nobody has allowed that.</exception>
    public async Task<ProviderTestResult> ExecuteAsync(Actor actor, ProviderDraft provider, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        var (settings, problems) = ProviderRules.Check(provider);
        if (settings is null)
            throw new InvalidInputException(problems);
        if (await guard.InspectAsync(OutboundTarget.Of(settings.BaseUrl), cancellationToken) is { } refusal)
            throw new OutboundNotAllowedException(refusal);
        if (settings.ApiKey is null)
            settings = settings with { ApiKey = await SavedKeyAsync(settings, cancellationToken) };
        var (models, problem) = await ModelList.ReadAsync(new ProviderTransport(settings, client), Deadline, time, cancellationToken);
        if (models is null)
            return new ProviderTestResult(false, problem!, []);
        var missing = settings.Models.Values.Distinct().Except(models).ToList();
        return models.Count == 0 || missing.Count == 0
            ? new ProviderTestResult(true, $"{settings.Name} answers and offers {models.Count} models.", models)
            : new ProviderTestResult(false, $"{settings.Name} answers, but does not list {string.Join(", ", missing)}.", models);
    }

    private async Task<string?> SavedKeyAsync(ProviderSettings settings, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await db.ProviderAccounts.AsNoTracking().SingleOrDefaultAsync(row => row.Name == settings.Name, cancellationToken);
        // Only to the server it was entered for.
        return account is { ProtectedKey.Length: > 0 } && new Uri(account.BaseUrl).Authority == settings.BaseUrl.Authority
            && new Uri(account.BaseUrl).Scheme == settings.BaseUrl.Scheme
                ? secrets.Unprotect(account.ProtectedKey)
                : null;
    }
}

using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Limits;

/// <summary>A limit to be set; what is null is not limited.</summary>
public sealed record CallLimitRequest
{
    public required string Provider { get; init; }

    /// <summary>Empty for all models of the provider together.</summary>
    public string Model { get; init; } = "";

    /// <summary>1 to 10,000.</summary>
    public int? AtOnce { get; init; }

    /// <summary>1 to 1,000,000.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>1 to 1,000,000,000.</summary>
    public long? TokensPerMinute { get; init; }
}

/// <summary>Sets what calls to a provider or a model may use; it holds on all nodes from the next call on.</summary>
public sealed class SetCallLimit(CommandRunner runner)
{
    /// <summary>Sets it; without any figure it is taken away.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Operator nor Admin.</exception>
    /// <exception cref="InvalidInputException">A name is missing or a figure cannot be.</exception>
    public async Task ExecuteAsync(Actor actor, CallLimitRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var (provider, model) = (request.Provider.Trim(), request.Model.Trim());
        Demand(provider, request);
        await runner.RunAsync(actor, scope => StageAsync(scope, provider, model, request), cancellationToken);
    }

    private static async Task StageAsync(CommandScope scope, string provider, string model, CallLimitRequest request)
    {
        var (db, _, _, cancellationToken) = scope;
        await GateLock.TakeAsync(db, cancellationToken);
        var limit = await db.CallLimits.SingleOrDefaultAsync(l => l.Provider == provider && l.Model == model, cancellationToken);
        if (limit is null) db.Add(limit = new CallLimit { Provider = provider, Model = model });
        limit.AtOnce = request.AtOnce;
        limit.RequestsPerMinute = request.RequestsPerMinute;
        limit.TokensPerMinute = request.TokensPerMinute;
        limit.FilledAt = null;
        scope.Record("limit.set", "provider", provider, $"Set for {provider}{(model.Length > 0 ? "/" + model : "")}: {Words(request)}");
    }

    private static string Words(CallLimitRequest request)
    {
        var parts = new List<string>();
        if (request.AtOnce is { } places) parts.Add($"{places} calls at a time");
        if (request.RequestsPerMinute is { } requests) parts.Add($"{requests} requests a minute");
        if (request.TokensPerMinute is { } tokens) parts.Add($"{tokens} tokens a minute");
        return parts.Count == 0 ? "no limit" : string.Join(", ", parts);
    }

    private static void Demand(string provider, CallLimitRequest request)
    {
        var problems = new List<FieldProblem>();
        if (provider.Length == 0) problems.Add(new("Provider", "No provider is named.", "Give the name of one."));
        if (request.AtOnce is < 1 or > 10_000) problems.Add(new("At once", "This number cannot be.", "Give 1 to 10,000, or nothing for no limit."));
        if (request.RequestsPerMinute is < 1 or > 1_000_000) problems.Add(new("Requests per minute", "This number cannot be.", "Give 1 to 1,000,000, or nothing for no limit."));
        if (request.TokensPerMinute is < 1 or > 1_000_000_000) problems.Add(new("Tokens per minute", "This number cannot be.", "Give 1 to 1,000,000,000, or nothing for no limit."));
        if (problems.Count > 0) throw new InvalidInputException(problems);
    }
}

using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Routing;

/// <summary>Closes an open circuit by hand, for somebody who knows that the provider works again.</summary>
public sealed class CloseCircuit(CommandRunner runner)
{
    /// <summary>Closes it; should it still fail, it opens again.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Operator nor Admin.</exception>
    /// <exception cref="ConflictException">It is not open.</exception>
    public Task ExecuteAsync(Actor actor, string provider, string model, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, provider, model), cancellationToken);

    private static async Task StageAsync(CommandScope scope, string provider, string model)
    {
        var (db, _, _, cancellationToken) = scope;
        if (!await db.Circuits.AnyAsync(c => c.Provider == provider && c.Model == model && c.State != CircuitState.Closed, cancellationToken))
            throw new ConflictException($"The circuit of {provider}/{model} is not open.");
        await CircuitBreaker.SucceedAsync(db, provider, model, cancellationToken);
        scope.Record("circuit.close", "provider", provider, $"Closed the circuit of {provider}/{model} by hand");
    }
}

using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Routing;

/// <summary>Closes an open circuit by hand, for somebody who knows that the provider works again.</summary>
public sealed class CloseCircuit(IDbContextFactory<GenOpsDbContext> factory, IOutboxSignal signal, TimeProvider clock)
{
    /// <summary>Closes it; should it still fail, it opens again.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Operator nor Admin.</exception>
    /// <exception cref="ConflictException">It is not open.</exception>
    public async Task ExecuteAsync(Actor actor, string provider, string model, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        if (!await db.Circuits.AnyAsync(c => c.Provider == provider && c.Model == model && c.State != CircuitState.Closed, cancellationToken))
            throw new ConflictException($"The circuit of {provider}/{model} is not open.");
        await CircuitBreaker.SucceedAsync(db, provider, model, cancellationToken);
        db.Record(actor, clock.UtcNow(), "circuit.close", "provider", provider, $"Closed the circuit of {provider}/{model} by hand");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Notify();
    }
}

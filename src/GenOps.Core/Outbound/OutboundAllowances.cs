using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outbound;

/// <summary>What administrators allow.</summary>
public interface IOutboundAllowances
{
    /// <summary>True for exactly this host and this port.</summary>
    ValueTask<bool> AllowAsync(OutboundTarget target, CancellationToken cancellationToken);
}

/// <summary>Those of the database, read again when they are older than <see cref="Age"/>: another node may have changed them.</summary>
public sealed class OutboundAllowances(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider time) : IOutboundAllowances
{
    /// <summary>How old they may be, 2 s.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private volatile Snapshot? current;

    /// <inheritdoc />
    public async ValueTask<bool> AllowAsync(OutboundTarget target, CancellationToken cancellationToken)
    {
        if (current is { } fresh && time.GetElapsedTime(fresh.ReadAt) < Age) return fresh.Targets.Contains(target);
        var readAt = time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.OutboundAllowances.AsNoTracking().Where(a => a.EndedAt == null).Select(a => new { a.Host, a.Port }).ToListAsync(cancellationToken);
        var read = new Snapshot([.. rows.Select(row => new OutboundTarget(row.Host, row.Port))], readAt);
        current = read;
        return read.Targets.Contains(target);
    }

    /// <summary>Lets a change hold at once in this process.</summary>
    public void Refresh() => current = null;

    /// <summary>Adds an allowance and its audit entry to the unit of work of a command, unless there is one.</summary>
    /// <returns>Its id; null where there is one already.</returns>
    internal static async Task<OutboundAllowanceId?> AddAsync(CommandScope scope, OutboundTarget target, string reason)
    {
        var (db, actor, now, cancellationToken) = scope;
        if (await db.OutboundAllowances.AnyAsync(a => a.Host == target.Host && a.Port == target.Port && a.EndedAt == null, cancellationToken)) return null;
        var allowance = new OutboundAllowance
        {
            Id = Id.New<OutboundAllowanceId>(),
            Host = target.Host,
            Port = target.Port,
            Reason = reason,
            AllowedAt = now,
            AllowedBy = actor.Name,
        };
        db.Add(allowance);
        scope.Record("outbound.allow", "outbound", allowance.Id, $"Allowed connections to {target}: {reason}");
        return allowance.Id;
    }

    private sealed record Snapshot(HashSet<OutboundTarget> Targets, long ReadAt);
}

/// <summary>None: only what is named is reached.</summary>
internal sealed class NoAllowances : IOutboundAllowances
{
    /// <inheritdoc />
    public ValueTask<bool> AllowAsync(OutboundTarget target, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}

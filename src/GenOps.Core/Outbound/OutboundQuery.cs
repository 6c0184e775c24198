using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outbound;

/// <summary>An allowance as shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Target">As <c>host:port</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="AllowedAt">UTC.</param>
/// <param name="AllowedBy">Who.</param>
/// <param name="EndedAt">UTC; null while it holds.</param>
/// <param name="EndedBy">Who; null while it holds.</param>
public sealed record OutboundAllowanceRow(
    OutboundAllowanceId Id, string Target, string Reason, DateTime AllowedAt, string AllowedBy, DateTime? EndedAt, string? EndedBy);

/// <summary>A host and port that the configuration names, as shown.</summary>
/// <param name="Target">As <c>host:port</c>.</param>
/// <param name="Setting">The setting that names it.</param>
public sealed record OutboundNameRow(string Target, string Setting);

/// <summary>Where GenOps may go inside the network.</summary>
/// <param name="Allowances">Those in force, then those that ended, the newest first.</param>
/// <param name="Named">What the configuration names, by setting.</param>
public sealed record OutboundPicture(IReadOnlyList<OutboundAllowanceRow> Allowances, IReadOnlyList<OutboundNameRow> Named);

/// <summary>Reads where GenOps may go inside the network. For administrators and auditors.</summary>
public sealed class OutboundQuery(IDbContextFactory<GenOpsDbContext> contexts, OutboundNames names)
{
    /// <summary>The most ended allowances that are listed; the audit trail has all.</summary>
    public const int MostEnded = 100;

    /// <summary>Reads it.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither administrator nor auditor.</exception>
    public async Task<OutboundPicture> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Settings);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var inForce = await db.OutboundAllowances.AsNoTracking().Where(a => a.EndedAt == null).OrderByDescending(a => a.AllowedAt).ToListAsync(cancellationToken);
        var ended = await db.OutboundAllowances.AsNoTracking().Where(a => a.EndedAt != null).OrderByDescending(a => a.EndedAt).Take(MostEnded).ToListAsync(cancellationToken);
        return new OutboundPicture(
            [.. inForce.Concat(ended).Select(Row)],
            [.. names.List.Select(named => new OutboundNameRow(named.Target.ToString(), named.Setting))]);
    }

    private static OutboundAllowanceRow Row(OutboundAllowance a) =>
        new(a.Id, new OutboundTarget(a.Host, a.Port).ToString(), a.Reason, a.AllowedAt, a.AllowedBy, a.EndedAt, a.EndedBy);
}

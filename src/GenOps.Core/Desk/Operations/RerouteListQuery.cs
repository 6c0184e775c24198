using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Routing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>One reroute in a list.</summary>
public sealed record RerouteRow
{
    public required RerouteId Id { get; init; }

    /// <summary>The pipeline's name; null for all.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Null for all.</summary>
    public string? Step { get; init; }

    /// <summary>Null for all.</summary>
    public Tier? Tier { get; init; }

    /// <summary>Null for any.</summary>
    public string? FromProvider { get; init; }

    public required string ToProvider { get; init; }

    /// <summary>Null for the provider's own of each tier.</summary>
    public string? ToModel { get; init; }

    public required bool RunsUnderWay { get; init; }

    public required string Reason { get; init; }

    public required string By { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime PlacedAt { get; init; }

    /// <summary>UTC; null for good.</summary>
    public DateTime? Until { get; init; }

    /// <summary>When it was taken back, UTC; null when it was not.</summary>
    public DateTime? ReleasedAt { get; init; }

    /// <summary>Who took it back; null when nobody did.</summary>
    public string? ReleasedBy { get; init; }

    public required bool InForce { get; init; }
}

/// <summary>Lists reroutes: those in force first, then past ones, newest first.</summary>
public sealed class RerouteListQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>The most that are listed.</summary>
    public const int Most = 200;

    /// <summary>The newest <see cref="Most"/>, and all in force.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<RerouteRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var rows = await (
            from r in db.Reroutes.AsNoTracking()
            join p in db.Pipelines on r.PipelineId equals p.Id into pipelines
            from p in pipelines.DefaultIfEmpty()
            let active = r.ReleasedAt == null && (r.Until == null || r.Until > now)
            orderby active descending, r.PlacedAt descending
            select new { Reroute = r, Pipeline = p == null ? null : p.Name }).Take(Most).ToListAsync(cancellationToken);
        return [.. rows.Select(r => Row(r.Reroute, r.Pipeline, now))];
    }

    private static RerouteRow Row(Reroute reroute, string? pipeline, DateTime now) => new()
    {
        Id = reroute.Id,
        Pipeline = pipeline,
        Step = NullIfEmpty(reroute.StepId),
        Tier = reroute.Tier,
        FromProvider = NullIfEmpty(reroute.FromProvider),
        ToProvider = reroute.ToProvider,
        ToModel = NullIfEmpty(reroute.ToModel),
        RunsUnderWay = reroute.RunsUnderWay,
        Reason = reroute.Reason,
        By = reroute.By,
        PlacedAt = reroute.PlacedAt,
        Until = reroute.Until,
        ReleasedAt = reroute.ReleasedAt,
        ReleasedBy = NullIfEmpty(reroute.ReleasedBy),
        InForce = reroute.ReleasedAt is null && (reroute.Until is null || reroute.Until > now),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

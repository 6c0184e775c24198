using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

/// <summary>One trigger and what came in last.</summary>
public sealed record TriggerRow
{
    public required TriggerId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    public required TriggerKind Kind { get; init; }

    public required bool Enabled { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>Of a webhook: input → path of a field.</summary>
    public required IReadOnlyDictionary<string, string> Mapping { get; init; }

    /// <summary>Of a folder: the full path on the server; empty for a webhook.</summary>
    public required string Folder { get; init; }

    /// <summary>Of a folder: the input that takes the file.</summary>
    public required string FileInput { get; init; }

    public required int SettleSeconds { get; init; }

    /// <summary>What keeps it from starting runs now; empty when nothing does.</summary>
    public required string Problem { get; init; }

    /// <summary>Of an enabled folder: what in it no run is made of, by name.</summary>
    public required IReadOnlyList<LeftAlone> LeftAlone { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>The last few, newest first.</summary>
    public required IReadOnlyList<TriggerDeliveryRow> Deliveries { get; init; }
}

/// <summary>One request or file.</summary>
public sealed record TriggerDeliveryRow(string Label, DateTime At, RunId? RunId, string Problem);

/// <summary>Reads triggers; never a secret.</summary>
public sealed class TriggerQuery(IDbContextFactory<GenOpsDbContext> contexts, TriggerFolders folders)
{
    /// <summary>Deliveries read of each.</summary>
    public const int DeliveryCount = 5;

    /// <summary>All, by name.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<TriggerRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(db, db.Triggers, cancellationToken);
    }

    /// <summary>One; null when there is none.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<TriggerRow?> FindAsync(Actor actor, TriggerId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadAsync(db, db.Triggers.Where(t => t.Id == id), cancellationToken)).SingleOrDefault();
    }

    private async Task<IReadOnlyList<TriggerRow>> ReadAsync(GenOpsDbContext db, IQueryable<Trigger> triggers, CancellationToken cancellationToken)
    {
        var read = await triggers.AsNoTracking().OrderBy(t => t.Name).ThenBy(t => t.Id).Select(t => new
        {
            Trigger = t,
            Pipeline = db.Pipelines.Where(p => p.Id == t.PipelineId).Select(p => p.Name).First(),
            Deliveries = db.TriggerDeliveries.Where(d => d.TriggerId == t.Id).OrderByDescending(d => d.At).Take(DeliveryCount)
                .Select(d => new TriggerDeliveryRow(d.Label, d.At, d.RunId, d.Problem)).ToList(),
        }).ToListAsync(cancellationToken);
        return [.. read.Select(r => Row(r.Trigger, r.Pipeline, r.Deliveries))];
    }

    private TriggerRow Row(Trigger t, string pipeline, IReadOnlyList<TriggerDeliveryRow> deliveries) => new()
    {
        Id = t.Id,
        Name = t.Name,
        Pipeline = pipeline,
        Kind = t.Kind,
        Enabled = t.Enabled,
        Money = t.Money,
        Mapping = Json.Parse(t.Mapping)!.AsObject().ToDictionary(m => m.Key, m => m.Value!.GetValue<string>()),
        Folder = t.Kind == TriggerKind.Folder ? folders.PathOf(t.Folder) : "",
        FileInput = t.FileInput,
        SettleSeconds = t.SettleSeconds,
        Problem = t.Problem,
        LeftAlone = t.Enabled ? Triggers.LeftAlone.Read(t.LeftAlone) : [],
        CreatedBy = t.CreatedBy,
        Deliveries = deliveries,
    };
}

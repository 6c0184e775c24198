using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>
/// The state of all rows that figures rest on, told by a glance: what changes of runs is in the sums or has a stamp, and the rest only grows.
/// Two figures of one filter are the same where their positions are.
/// </summary>
internal sealed record FigurePosition
{
    public required int Build { get; init; }

    public required long Round { get; init; }

    public required string Facts { get; init; }

    public required string Zone { get; init; }

    /// <summary>How many stamps wait; with the last of them, since one with a lower number may be committed later.</summary>
    public required int Stamps { get; init; }

    public required long LastStamp { get; init; }

    public required int Assumptions { get; init; }

    public required int Pipelines { get; init; }

    public required int Versions { get; init; }

    public required int Activations { get; init; }

    /// <summary>Charges of no run.</summary>
    public required int OfNoRun { get; init; }

    /// <summary>Whether nothing is new since but changes that no sum holds yet.</summary>
    /// <param name="before">An earlier one.</param>
    public bool AwaitsSums(FigurePosition before) => Stamps > 0 && this != before && this == before with { Stamps = Stamps, LastStamp = LastStamp };

    /// <summary>What it is now; null while sums cannot be read, when rows change that nothing tells of.</summary>
    public static async Task<FigurePosition?> ReadAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var position = await db.RollupStates.Where(s => s.BuiltTo == null).Select(s => new FigurePosition
        {
            Build = s.Build,
            Round = s.Round,
            Facts = s.Facts,
            Zone = s.Zone,
            Stamps = db.RunStamps.OrderBy(t => t.Id).Take(RollupReading.MostStamps + 1).Count(),
            LastStamp = db.RunStamps.Max(t => (long?)t.Id) ?? 0,
            Assumptions = db.Assumptions.Count(),
            Pipelines = db.Pipelines.Count(),
            Versions = db.PipelineVersions.Count(),
            Activations = db.PipelineActivations.Count(),
            OfNoRun = db.LedgerEntries.Count(e => e.RunId == null),
        }).SingleOrDefaultAsync(cancellationToken);
        return position is { Stamps: <= RollupReading.MostStamps } ? position : null;
    }
}

using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Reads the files and texts of one revision.</summary>
internal static class ArtifactReading
{
    /// <summary>A longer text is offered for download only: a page that shows it would stall.</summary>
    public const long MaxShownBytes = 1_000_000;

    public static async Task<IReadOnlyList<ArtifactView>> ReadAsync(
        GenOpsDbContext db, OutputRevisionId revision, CancellationToken cancellationToken)
    {
        var artifacts = await db.Artifacts.AsNoTracking().Where(a => a.RevisionId == revision)
            .OrderBy(a => a.Name).ToListAsync(cancellationToken);
        List<ArtifactView> views = [];
        foreach (var artifact in InOrder(artifacts))
        {
            var (text, note) = await TextAsync(db, artifact, cancellationToken);
            views.Add(new ArtifactView(artifact.Id, artifact.Name, artifact.MediaType, artifact.StepId, artifact.Length, text, note));
        }

        return views;
    }

    /// <summary>As a reviewer reads them.</summary>
    public static IEnumerable<Artifact> InOrder(IEnumerable<Artifact> artifacts) =>
        artifacts.OrderBy(a => PlaceOf(a.MediaType)).ThenBy(a => a.Name, NaturalOrder.Instance);

    /// <summary>Prose first, then data, then pictures and files.</summary>
    private static int PlaceOf(string mediaType) => !MediaTypes.IsText(mediaType) ? 2 : MediaTypes.IsJson(mediaType) ? 1 : 0;

    private static async Task<(string? Text, string Note)> TextAsync(GenOpsDbContext db, Artifact artifact, CancellationToken cancellationToken)
    {
        if (!MediaTypes.IsText(artifact.MediaType)) return (null, "");
        if (artifact.Length > MaxShownBytes) return (null, "This text is too long to show here; download it.");
        try
        {
            return (await BlobStore.GetTextAsync(db, artifact.ContentHash, cancellationToken), "");
        }
        catch (BlobErasedException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Names with numbers in the order people count: <c>posts-2</c> before <c>posts-10</c>.</summary>
    private sealed class NaturalOrder : IComparer<string>
    {
        public static NaturalOrder Instance { get; } = new();

        public int Compare(string? x, string? y) => string.CompareOrdinal(Padded(x!), Padded(y!));

        private static string Padded(string name)
        {
            var padded = new StringBuilder(name.Length + 16);
            for (var i = 0; i < name.Length;)
            {
                var end = i;
                while (end < name.Length && char.IsAsciiDigit(name[end])) end++;
                if (end > i) padded.Append(name[i..end].PadLeft(12, '0'));
                else padded.Append(name[end++]);
                i = end;
            }

            return padded.ToString();
        }
    }
}

/// <summary>The content of one artifact.</summary>
/// <param name="Name">A file name.</param>
/// <param name="MediaType">As it was made.</param>
/// <param name="Hash">Of the content, for caches.</param>
/// <param name="Content">The bytes.</param>
public sealed record ArtifactContent(string Name, string MediaType, BlobHash Hash, byte[] Content);

/// <summary>Reads the content of an artifact for whoever holds a role.</summary>
public sealed class ArtifactContentQuery(IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>The content; null when there is no such artifact.</summary>
    /// <exception cref="AccessDeniedException">The actor has no role at all.</exception>
    /// <exception cref="BlobErasedException">It was erased.</exception>
    public async Task<ArtifactContent?> FindAsync(Actor actor, ArtifactId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Artifacts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is { } artifact
            ? new ArtifactContent(
                artifact.Name, artifact.MediaType, artifact.ContentHash, await BlobStore.GetAsync(db, artifact.ContentHash, cancellationToken))
            : null;
    }
}

using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Blobs;

/// <summary>Which content to erase.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Reason">Why; goes into the audit trail.</param>
public sealed record EraseBlobRequest(BlobHash Hash, string Reason);

/// <summary>Erases a content for good; the rows that name its hash stay.</summary>
public sealed class EraseBlob(CommandRunner runner)
{
    /// <summary>Erases; a second time changes nothing.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">No reason is given.</exception>
    /// <exception cref="NotFoundException">There is no such content.</exception>
    public async Task ExecuteAsync(Actor actor, EraseBlobRequest request, CancellationToken cancellationToken)
    {
        actor.Require();
        if (string.IsNullOrWhiteSpace(request.Reason))
            throw new InvalidInputException("reason", "No reason is given.", "Say why this content must go; the audit trail keeps it.");
        await runner.RunAsync(actor, scope => StageAsync(scope, request), cancellationToken);
    }

    private static async Task StageAsync(CommandScope scope, EraseBlobRequest request)
    {
        var (db, _, now, cancellationToken) = scope;
        var erased = await db.Blobs.Where(b => b.Hash == request.Hash && b.ErasedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.Content, Array.Empty<byte>()).SetProperty(b => b.ErasedAt, now), cancellationToken);
        if (erased == 0)
        {
            if (!await db.Blobs.AnyAsync(b => b.Hash == request.Hash, cancellationToken))
                throw new NotFoundException($"There is no content {request.Hash} in this database.");
            return;
        }

        scope.Record("blob.erase", "blob", request.Hash, $"Erased a content: {request.Reason.Trim()}");
    }
}

using GenOps.Core.Blobs;
using GenOps.Core.Data;

namespace GenOps.Core.Runs.Engine;

/// <summary>The contents that moves put down.</summary>
/// <param name="Given">What the step gave; null for nothing.</param>
/// <param name="List">What its map gave; null where that is not done by it.</param>
/// <param name="Drafts">The revisions of outputs.</param>
internal sealed record MovesContents(BlobContent? Given, BlobContent? List, IReadOnlyList<MadeOutput> Drafts)
{
    /// <summary>Those of moves; nothing is stored.</summary>
    /// <exception cref="NotMadeException">One is not made yet.</exception>
    public static MovesContents Of(MadeContents made, RunBoard board, RunMoves moves, BlobContent? given, CancellationToken cancellationToken) => new(
        moves.Step.Reviewed is var (approved, rejected) ? StepContents.OfReviewed(made, approved, rejected) : given,
        moves.Following.Joined.Count == 0 ? null : StepContents.OfItems(made, board.ItemOutputs, cancellationToken),
        OutputAssembly.Of(made, moves.Following.Drafts, cancellationToken));
}

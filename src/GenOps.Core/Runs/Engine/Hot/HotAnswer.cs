using GenOps.Core.Blobs;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>An answer of use, read, priced and hashed before its commit, with what it will complete.</summary>
/// <param name="Call">The call as it was committed.</param>
/// <param name="Reading">What the answer says.</param>
/// <param name="Answered">As it arrived.</param>
/// <param name="Price">What it cost.</param>
/// <param name="Outcome">What the step gave.</param>
/// <param name="Given">The same as it is stored.</param>
internal sealed record HotAnswer(
    ModelCall Call, AnswerReading Reading, SendOutcome.Answered Answered, AnswerPrice Price, StepOutcome.Done Outcome, BlobContent Given)
{
    /// <summary>What will follow, as far as is known here.</summary>
    public RunFollowing Following { get; init; } = RunFollowing.Nothing;

    /// <summary>The revisions of the outputs that are complete by it.</summary>
    public IReadOnlyList<MadeOutput> Drafts { get; init; } = [];

    /// <summary>What its map gives, where it is the answer of the last item; null else.</summary>
    public HotJoin? Join { get; init; }

    /// <summary>What follows is what was made ready for it.</summary>
    public bool Foresaw(RunFollowing following) =>
        following.Joined.SequenceEqual(Following.Joined) && following.Drafts.SequenceEqual(Following.Drafts, PartsComparer.Instance);

    private sealed class PartsComparer : IEqualityComparer<OutputParts>
    {
        public static PartsComparer Instance { get; } = new();

        public bool Equals(OutputParts? one, OutputParts? other) =>
            one is not null && other is not null && one.Name == other.Name && one.Item == other.Item && one.Parts.SequenceEqual(other.Parts);

        public int GetHashCode(OutputParts parts) => HashCode.Combine(parts.Name, parts.Item);
    }
}

/// <summary>A map that is done with the answer of its last item.</summary>
/// <param name="Siblings">All its items in order, as they stood when it was made; the last one is not done yet.</param>
/// <param name="List">What they gave, as it is stored.</param>
internal sealed record HotJoin(IReadOnlyList<StepFact> Siblings, BlobContent List);

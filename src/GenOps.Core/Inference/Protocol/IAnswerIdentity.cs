using GenOps.Core.Blobs;

namespace GenOps.Core.Inference.Protocol;

/// <summary>By what an answer is told from another one to the same call.</summary>
/// <param name="Bytes">The hash of what arrived.</param>
/// <param name="Reference">The provider's own name of it; empty where it gave none.</param>
public readonly record struct AnswerName(BlobHash? Bytes, string Reference);

/// <summary>Tells whether an answer is one that is recorded already: one rule, whoever brings it, and however often.</summary>
public interface IAnswerIdentity
{
    /// <summary>Whether the one that arrived is the one that is recorded.</summary>
    bool IsSame(AnswerName recorded, AnswerName arrived);
}

/// <summary>By the provider's id of it, else by its bytes.</summary>
internal sealed class AnswerIdentity : IAnswerIdentity
{
    public bool IsSame(AnswerName recorded, AnswerName arrived) =>
        recorded.Bytes == arrived.Bytes || (arrived.Reference.Length > 0 && recorded.Reference == arrived.Reference);
}

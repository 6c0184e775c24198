using GenOps.Core.Blobs;

namespace GenOps.Core.Outputs;

/// <summary>The files and texts of a revision, hashed before the transaction that adds it.</summary>
/// <param name="Hash">What it is recognised by.</param>
/// <param name="Artifacts">Names unique.</param>
public sealed record RevisionDraft(string Hash, IReadOnlyList<ArtifactDraft> Artifacts)
{
    /// <summary>Hashes names, types and hashes of the artifacts, in the order of their names.</summary>
    public static RevisionDraft Of(IReadOnlyList<ArtifactDraft> artifacts)
    {
        var facts = artifacts.OrderBy(a => a.Name, StringComparer.Ordinal)
            .Select(a => new { hash = a.ContentHash.Hex, name = a.Name, type = a.MediaType });
        return new RevisionDraft(BlobHash.Of(Json.Serialize(facts)).Hex, artifacts);
    }
}

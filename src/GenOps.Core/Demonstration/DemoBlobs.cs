using GenOps.Core.Blobs;

namespace GenOps.Core.Demonstration;

/// <summary>The contents that all rows share: each is stored once, when a row first names it.</summary>
internal sealed class DemoBlobs
{
    private readonly HashSet<BlobHash> known = [];
    private readonly List<BlobContent> fresh = [];

    /// <summary>How many there are.</summary>
    public int Count => known.Count;

    /// <summary>Keeps a content.</summary>
    /// <returns>Its hash, as one object for all rows.</returns>
    public BlobHash Put(BlobContent content)
    {
        if (known.Add(content.Hash)) fresh.Add(content);
        return content.Hash;
    }

    /// <summary>Hands over those that are not stored yet.</summary>
    /// <param name="rows">Where they go.</param>
    /// <param name="at">When they first were used, UTC.</param>
    public void Drain(DemoRows rows, DateTime at)
    {
        foreach (var content in fresh)
        {
            rows.Blobs.Add(new Blob
            {
                Hash = content.Hash,
                MediaType = content.MediaType,
                Length = content.Bytes.LongLength,
                Content = content.Bytes,
                CreatedAt = at,
            });
        }

        fresh.Clear();
    }
}

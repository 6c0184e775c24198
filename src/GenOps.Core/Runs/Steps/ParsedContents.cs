using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>Contents that many steps read, such as the list of a map by each of its items: parsed once, to be read and never changed.</summary>
public sealed class ParsedContents
{
    /// <summary>What is kept at most, in bytes of the contents; a single longer one is kept alone.</summary>
    private const long Most = 8L << 20;

    private readonly ConcurrentDictionary<BlobHash, JsonNode?> parsed = new();
    private long kept;

    /// <summary>The content, parsed.</summary>
    /// <exception cref="BlobErasedException">It was erased, also where it is still kept here.</exception>
    public async Task<JsonNode?> OfAsync(GenOpsDbContext db, BlobHash hash, CancellationToken cancellationToken)
    {
        if (parsed.TryGetValue(hash, out var known))
        {
            if (!await db.Blobs.AnyAsync(b => b.Hash == hash && b.ErasedAt != null, cancellationToken)) return known;
            parsed.TryRemove(hash, out _);
        }

        var content = await BlobStore.GetAsync(db, hash, cancellationToken);
        if (Interlocked.Add(ref kept, content.Length) > Most)
        {
            parsed.Clear();
            Interlocked.Exchange(ref kept, content.Length);
        }

        return parsed[hash] = Json.Parse(content);
    }
}

using GenOps.Core.Blobs;
using GenOps.Core.Data;

namespace GenOps.Core.Runs.Engine;

/// <summary>What follows from the outputs of steps, made before the transaction that puts it down, also from outputs that are not stored yet.</summary>
/// <param name="before">Where it is kept over the rounds of the transaction.</param>
public sealed class MadeContents(Beforehand before)
{
    private readonly Dictionary<BlobHash, byte[]> unstored = [];

    /// <summary>Makes an output readable that the transaction is going to store.</summary>
    public BlobContent Keep(BlobContent content)
    {
        unstored[content.Hash] = content.Bytes;
        return content;
    }

    /// <summary>Reads an output, stored or kept.</summary>
    public async Task<byte[]> ReadAsync(GenOpsDbContext db, BlobHash hash, CancellationToken cancellationToken) =>
        unstored.TryGetValue(hash, out var content) ? content : await BlobStore.GetAsync(db, hash, cancellationToken);

    /// <summary>As <see cref="Beforehand.Of{T}(IReadOnlyCollection{Making{T}})"/>.</summary>
    public IReadOnlyList<T> Of<T>(IReadOnlyCollection<Making<T>> makings) where T : notnull => before.Of(makings);

    /// <summary>As the same of <see cref="Beforehand"/>.</summary>
    public T Of<T>(string name, Func<GenOpsDbContext, Task<T>> make) where T : notnull => before.Of(name, make);

    /// <summary>As <see cref="Beforehand.GoAsync"/>.</summary>
    public Task<T> GoAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken) => before.GoAsync(attempt, cancellationToken);
}

using System.Collections.Concurrent;
using System.Text.Json;

namespace GenOps.FakeProvider.Bills;

/// <summary>Bills on disk, one file each, in place before a byte of the answer leaves.</summary>
public sealed class BillStore
{
    private readonly string folder;
    private readonly ConcurrentDictionary<string, Bill> byId = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> keys = new();

    /// <summary>Opens a folder, with the bills an earlier process wrote.</summary>
    public BillStore(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        foreach (var bill in ReadFolder(this.folder))
            byId[bill.Id] = bill;
    }

    /// <summary>All bills, oldest first.</summary>
    public IReadOnlyList<Bill> All => [.. byId.Values.OrderBy(bill => bill.At).ThenBy(bill => bill.Id, StringComparer.Ordinal)];

    /// <summary>The bill of that id; null for none.</summary>
    public Bill? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>The bill written under an idempotency key; null for none.</summary>
    public Bill? FindByKey(string key) => byId.Values.FirstOrDefault(bill => bill.IdempotencyKey == key);

    /// <summary>Lets one request at a time pass under a key, so that two at once make one bill.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var gate = keys.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        return new Pass(gate);
    }

    /// <summary>Writes a bill and flushes it to the disk.</summary>
    public void Write(Bill bill)
    {
        var path = Path.Combine(folder, bill.Id + ".json");
        using (var file = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, bill, FakeJson.Options);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path);
        byId[bill.Id] = bill;
    }

    /// <summary>Reads the bills of a folder, oldest first; safe while another process writes them.</summary>
    public static IReadOnlyList<Bill> ReadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json")
            .Select(path => JsonSerializer.Deserialize<Bill>(File.ReadAllBytes(path), FakeJson.Options)!)
            .OrderBy(bill => bill.At)
            .ThenBy(bill => bill.Id, StringComparer.Ordinal)];

    private sealed class Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}

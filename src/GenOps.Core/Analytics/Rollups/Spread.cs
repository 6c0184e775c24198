namespace GenOps.Core.Analytics.Rollups;

/// <summary>Amounts by class of duration, as one value that is kept. Adding up is all that happens to them, so their order is of no account.</summary>
internal sealed class Spread
{
    private readonly Dictionary<int, RollupAmount> _amounts = [];

    /// <summary>What is not nothing, by class, in no order.</summary>
    public IReadOnlyDictionary<int, RollupAmount> Amounts => _amounts;

    /// <summary>All classes together.</summary>
    public RollupAmount Total => _amounts.Values.Aggregate(default(RollupAmount), (sum, amount) => sum + amount);

    /// <summary>All of some amounts.</summary>
    public static Spread Of(IEnumerable<(int DurationClass, RollupAmount Amount)> amounts)
    {
        var spread = new Spread();
        foreach (var (durationClass, amount) in amounts) spread.Add(durationClass, amount);
        return spread;
    }

    /// <summary>Adds to one class.</summary>
    public void Add(int durationClass, RollupAmount amount)
    {
        var sum = _amounts.GetValueOrDefault(durationClass) + amount;
        if (sum == default) _amounts.Remove(durationClass);
        else _amounts[durationClass] = sum;
    }

    /// <summary>Adds all of another.</summary>
    public void Add(Spread other)
    {
        foreach (var (durationClass, amount) in other._amounts) Add(durationClass, amount);
    }

    /// <summary>Adds all of what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">It was cut off.</exception>
    public void Add(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        var last = 0;
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            last += reader.Read7BitEncodedInt();
            Add(last, new RollupAmount(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));
        }
    }

    /// <summary>As it is kept: each class as its distance from the one before.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write7BitEncodedInt(_amounts.Count);
        var last = 0;
        foreach (var (durationClass, amount) in _amounts.OrderBy(a => a.Key))
        {
            writer.Write7BitEncodedInt(durationClass - last);
            writer.Write7BitEncodedInt64(amount.Amount);
            writer.Write7BitEncodedInt64(amount.Rows);
            last = durationClass;
        }

        return stream.ToArray();
    }
}

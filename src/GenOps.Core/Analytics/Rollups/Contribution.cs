namespace GenOps.Core.Analytics.Rollups;

/// <summary>Where an amount belongs; days count from 1 January of the year 1, in the reporting time zone.</summary>
/// <param name="Fact">Of what.</param>
/// <param name="Day">The day it is of.</param>
/// <param name="KeyId">The combination it is of.</param>
/// <param name="KnownOn">The day on which its row was recorded.</param>
/// <param name="DurationClass">The class of a duration; 0 where the fact is none.</param>
internal readonly record struct RollupPlace(RollupFact Fact, int Day, int KeyId, int KnownOn, int DurationClass = 0);

/// <summary>An amount and how many rows it is of.</summary>
internal readonly record struct RollupAmount(long Amount, long Rows)
{
    public static RollupAmount operator +(RollupAmount a, RollupAmount b) => new(checked(a.Amount + b.Amount), a.Rows + b.Rows);

    public static RollupAmount operator -(RollupAmount a, RollupAmount b) => new(checked(a.Amount - b.Amount), a.Rows - b.Rows);
}

/// <summary>What one run puts into the sums.</summary>
internal sealed class Contribution
{
    /// <summary>Nothing.</summary>
    public static readonly Contribution None = new([]);

    private readonly Dictionary<RollupPlace, RollupAmount> _amounts;

    public Contribution(Dictionary<RollupPlace, RollupAmount> amounts) => _amounts = amounts;

    public IReadOnlyDictionary<RollupPlace, RollupAmount> Amounts => _amounts;

    /// <summary>What has to be added to the other to get this; places where nothing changes are left out.</summary>
    public IEnumerable<KeyValuePair<RollupPlace, RollupAmount>> Less(Contribution other)
    {
        foreach (var (place, amount) in _amounts)
        {
            var difference = amount - other._amounts.GetValueOrDefault(place);
            if (difference != default) yield return new(place, difference);
        }

        foreach (var (place, amount) in other._amounts)
        {
            if (!_amounts.ContainsKey(place) && amount != default) yield return new(place, default(RollupAmount) - amount);
        }
    }

    /// <summary>As it is kept: a handful of bytes for each place.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write7BitEncodedInt(_amounts.Count);
        foreach (var (place, amount) in _amounts)
        {
            writer.Write7BitEncodedInt((int)place.Fact);
            writer.Write7BitEncodedInt(place.Day);
            writer.Write7BitEncodedInt(place.KeyId);
            writer.Write7BitEncodedInt(place.KnownOn - place.Day);
            writer.Write7BitEncodedInt(place.DurationClass);
            writer.Write7BitEncodedInt64(amount.Amount);
            writer.Write7BitEncodedInt64(amount.Rows);
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">It was cut off.</exception>
    public static Contribution Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        var count = reader.Read7BitEncodedInt();
        var amounts = new Dictionary<RollupPlace, RollupAmount>(count);
        for (var i = 0; i < count; i++)
        {
            var (fact, day, key) = ((RollupFact)reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
            var place = new RollupPlace(fact, day, key, day + reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
            amounts.Add(place, new RollupAmount(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));
        }

        return new Contribution(amounts);
    }
}

namespace GenOps.Core.Demonstration;

/// <summary>Chance that is the same on every machine and in every version of the framework: SplitMix64.</summary>
internal sealed class DemoRandom(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong state = seed;

    /// <summary>One of its own for a part, which does not depend on how much chance the others took.</summary>
    public static DemoRandom Of(long seed, long part, long other) =>
        new(Mixed(Mixed(Mixed((ulong)seed + Golden) ^ (ulong)part) + Golden ^ (ulong)other));

    public ulong Next() => Mixed(state += Golden);

    /// <summary>0 to below 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1ul << 53));

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of the whole numbers, both ends included.</summary>
    public int Between(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    public double Between(double least, double most) => least + ((most - least) * Unit());

    public T Pick<T>(IReadOnlyList<T> from) => from[Between(0, from.Count - 1)];

    /// <summary>Waiting times that mostly are short.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    /// <summary>A factor around 1 that is as often half as it is double.</summary>
    public double Factor(double spread) => Math.Exp(spread * Normal());

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

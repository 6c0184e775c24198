namespace GenOps.Core.Starts.Triggers;

/// <summary>Something in a watched folder, or the folder itself, of which no run is made.</summary>
/// <param name="Name">In the folder; characters that could forge a line are replaced.</param>
/// <param name="Why">What it is and what helps, for people.</param>
public sealed record LeftAlone(string Name, string Why)
{
    /// <summary>So many are named; of the rest it is said how many they are.</summary>
    public const int MostNamed = 20;

    /// <summary>By name, as a trigger keeps them; empty for none.</summary>
    internal static string Write(IReadOnlyCollection<LeftAlone> all)
    {
        if (all.Count == 0) return "";
        IEnumerable<LeftAlone> named = [.. all.OrderBy(l => l.Name, StringComparer.Ordinal).Take(MostNamed).Select(l => l with { Name = Shown(l.Name) })];
        return Json.Serialize(all.Count > MostNamed ? named.Append(new LeftAlone($"{all.Count - MostNamed} more", "They are left alone as well.")) : named);
    }

    /// <summary>What <see cref="Write"/> gave.</summary>
    internal static IReadOnlyList<LeftAlone> Read(string kept) => kept.Length == 0 ? [] : Json.Deserialize<LeftAlone[]>(kept)!;

    private static string Shown(string name) => string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
}

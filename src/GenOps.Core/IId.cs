using System.Diagnostics.CodeAnalysis;

namespace GenOps.Core;

/// <summary>A key over a UUIDv7, so that keys made later sort later on both databases.</summary>
/// <typeparam name="TSelf">The key's own type.</typeparam>
public interface IId<TSelf> : IParsable<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The raw value, as stored.</summary>
    Guid Value { get; }

    /// <summary>Wraps a stored value.</summary>
    static abstract TSelf From(Guid value);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) => TSelf.From(Guid.Parse(s, provider));

    static bool IParsable<TSelf>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TSelf result)
    {
        var parsed = Guid.TryParse(s, provider, out var value);
        result = TSelf.From(value);
        return parsed;
    }
}

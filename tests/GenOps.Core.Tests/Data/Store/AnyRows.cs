using System.Runtime.CompilerServices;
using GenOps.Core.Blobs;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>Rows of any entity, every column of them something of its own.</summary>
internal sealed class AnyRows(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>A row.</summary>
    /// <param name="type">Its entity.</param>
    /// <param name="full">False where all that may be null is.</param>
    public T Row<T>(IEntityType type, bool full)
        where T : class
    {
        var row = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        foreach (var property in type.GetProperties().Where(p => !p.IsShadowProperty()))
            property.PropertyInfo!.SetValue(row, property.IsNullable && !full ? null : Value(property.ClrType));
        foreach (var property in type.GetComplexProperties()) property.PropertyInfo!.SetValue(row, Value(property.ClrType));
        return row;
    }

    /// <summary>Rows as one text by which they are compared, whatever their order.</summary>
    public static string Words<T>(IEntityType type, IEnumerable<T> rows) => string.Join('\n', rows.Select(row => string.Join(
        ", ",
        type.GetProperties().Where(p => !p.IsShadowProperty()).Cast<IPropertyBase>().Concat(type.GetComplexProperties())
            .Select(p => $"{type.ClrType.Name}.{p.Name} = {Word(p.PropertyInfo!.GetValue(row))}"))).Order(StringComparer.Ordinal));

    /// <summary>A value of a type, never the default one.</summary>
    public object? Value(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Value(inner);
        if (type == typeof(string)) return $"Ä '\" \\ {random.NextInt64():x} 😀";
        if (type == typeof(BlobHash)) return new BlobHash(string.Concat(Enumerable.Range(0, 8).Select(_ => $"{random.Next():x8}")));
        if (type == typeof(Guid)) return Guid.NewGuid();
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return random.Next(1, int.MaxValue);
        if (type == typeof(long)) return random.NextInt64();
        if (type == typeof(double)) return random.NextDouble();
        if (type == typeof(decimal)) return random.Next() / 1000m;
        if (type == typeof(DateTime)) return DateTime.UnixEpoch.AddMicroseconds(random.NextInt64(1, 4_000_000_000_000_000));
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(DateTime.UnixEpoch.AddSeconds(random.Next()));
        if (type == typeof(DateOnly)) return DateOnly.FromDayNumber(random.Next(700_000, 800_000));
        if (type == typeof(TimeOnly)) return TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(random.Next(0, 86_400)));
        if (type == typeof(TimeSpan)) return TimeSpan.FromSeconds(random.Next(1, 86_400));
        if (type == typeof(byte[])) return BitConverter.GetBytes(random.NextInt64());
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().Last();
        var from = type.GetConstructors().Single(c => c.GetParameters().Length == 1);
        return from.Invoke([Value(from.GetParameters()[0].ParameterType)]);
    }

    private static string Word(object? value) => value switch
    {
        null => "nothing",
        byte[] bytes => Convert.ToHexString(bytes),
        decimal number => number.ToString("G29"),
        DateTime time => $"{time:O} {time.Kind}",
        _ => value.ToString()!,
    };
}

using System.Collections.Concurrent;
using System.Data.Common;
using GenOps.Core.Blobs;

namespace GenOps.Core.Data.Store;

/// <summary>Turns values of hand-written statements into what the drivers take, and back.</summary>
internal static class StoreValues
{
    private static readonly ConcurrentDictionary<Type, Func<object, Guid>> Keys = new();

    /// <summary>The values as the drivers take them.</summary>
    /// <exception cref="ArgumentException">One is of no kind that a statement takes.</exception>
    public static object?[] Stored(object?[] values)
    {
        var stored = new object?[values.Length];
        for (var i = 0; i < values.Length; i++) stored[i] = Stored(values[i]);
        return stored;
    }

    /// <summary>The first column of the row a reader stands at.</summary>
    public static T Read<T>(DbDataReader reader) => default(T) is null && reader.IsDBNull(0) ? default! : Reader<T>.Read(reader);

    private static object? Stored(object? value) => value switch
    {
        null or Guid or string or int or long or bool or double or decimal or byte[] or Guid[] or string[] => value,
        DateTime time => time.Kind == DateTimeKind.Utc ? value : throw new ArgumentException($"The time {time:O} is not UTC.", nameof(value)),
        BlobHash hash => hash.Hex,
        Enum name => name.ToString(),
        _ => Keys.GetOrAdd(value.GetType(), KeyReader)(value),
    };

    private static Func<object, Guid> KeyReader(Type type)
    {
        if (!IsKey(type)) throw new ArgumentException($"A {type.Name} cannot be a value of a statement.", nameof(type));
        return Generic(nameof(KeyValue), type).CreateDelegate<Func<object, Guid>>();
    }

    private static bool IsKey(Type type) => type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    private static Guid KeyValue<T>(object key)
        where T : struct, IId<T> => ((T)key).Value;

    private static object ReadKey<T>(DbDataReader reader)
        where T : struct, IId<T> => T.From(reader.GetGuid(0));

    private static System.Reflection.MethodInfo Generic(string method, Type type) =>
        typeof(StoreValues).GetMethod(method, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(type);

    private static class Reader<T>
    {
        private static readonly Func<DbDataReader, object> Raw = Make(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));

        public static T Read(DbDataReader reader) => (T)Raw(reader);

        private static Func<DbDataReader, object> Make(Type type)
        {
            if (type == typeof(DateTime)) return r => DateTime.SpecifyKind(r.GetDateTime(0), DateTimeKind.Utc);
            if (type == typeof(BlobHash)) return r => new BlobHash(r.GetString(0));
            if (type == typeof(bool)) return r => r.GetBoolean(0);
            if (type == typeof(int)) return r => r.GetInt32(0);
            if (type == typeof(long)) return r => r.GetInt64(0);
            if (type == typeof(double)) return r => r.GetDouble(0);
            if (type == typeof(decimal)) return r => r.GetDecimal(0);
            if (type == typeof(Guid)) return r => r.GetGuid(0);
            if (type == typeof(string)) return r => r.GetString(0);
            if (type == typeof(byte[])) return r => r.GetFieldValue<byte[]>(0);
            if (type.IsEnum) return r => Enum.Parse(type, r.GetString(0));
            if (IsKey(type)) return Generic(nameof(ReadKey), type).CreateDelegate<Func<DbDataReader, object>>();
            throw new NotSupportedException($"A {type.Name} cannot be read from a statement.");
        }
    }
}

using GenOps.Core.Blobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GenOps.Core.Data;

/// <summary>How keys, hashes, enums and times stand in a column.</summary>
internal static class StoredTypes
{
    public static void Configure(ModelConfigurationBuilder conventions)
    {
        foreach (var type in typeof(IId<>).Assembly.GetTypes())
        {
            if (type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)))
            {
                conventions.Properties(type).HaveConversion(typeof(IdConverter<>).MakeGenericType(type));
            }
        }

        conventions.Properties<BlobHash>().HaveConversion<BlobHashConverter>();
        conventions.Properties<Enum>().HaveConversion<string>();
        conventions.Properties<DateTime>().HaveConversion<UtcConverter>();
    }

    private sealed class IdConverter<T>() : ValueConverter<T, Guid>(id => id.Value, value => Wrap(value))
        where T : struct, IId<T>
    {
        private static T Wrap(Guid value) => T.From(value);
    }

    private sealed class BlobHashConverter() : ValueConverter<BlobHash, string>(hash => hash.Hex, hex => new BlobHash(hex));

    /// <summary>SQLite forgets the kind of a time, and both databases keep no more than microseconds.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        time => time, time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

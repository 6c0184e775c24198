using Npgsql;
using NpgsqlTypes;

namespace GenOps.Core.Data.Store;

/// <summary>Makes parameters whose types never depend on what is in them, so that one prepared statement serves all.</summary>
internal static class PostgresParameter
{
    /// <summary>Makes one.</summary>
    /// <param name="value">As the driver takes it.</param>
    /// <param name="type">The column's; null where the value says it.</param>
    public static NpgsqlParameter Of(object? value, NpgsqlDbType? type) => (value, type) switch
    {
        (_, { } known) => new NpgsqlParameter { NpgsqlDbType = known, Value = value ?? DBNull.Value },
        (string text, null) => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
        (Guid id, null) => new NpgsqlParameter<Guid> { TypedValue = id },
        (Guid[] ids, null) => new NpgsqlParameter<Guid[]> { TypedValue = ids },
        (string[] texts, null) => new NpgsqlParameter<string[]> { TypedValue = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        (DateTime time, null) => new NpgsqlParameter<DateTime> { TypedValue = time, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        (int number, null) => new NpgsqlParameter<int> { TypedValue = number },
        (long number, null) => new NpgsqlParameter<long> { TypedValue = number },
        // Without a value the server tells the type by where it stands.
        _ => new NpgsqlParameter { Value = value ?? DBNull.Value },
    };
}

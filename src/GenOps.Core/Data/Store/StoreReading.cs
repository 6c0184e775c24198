using System.Data.Common;

namespace GenOps.Core.Data.Store;

/// <summary>
/// What a unit reads. Rows come as entities that are the same objects for all units of a group, and
/// <see cref="StoreWriting.Update"/> writes what was changed of them. What one unit of a group changes of such a row, the next one sees; conditions and single
/// values on PostgreSQL are those of before the group.
/// </summary>
public sealed class StoreReading
{
    private readonly RowMaps maps;
    private readonly StoreGroup group;
    private readonly Action<StoreStatement, Action<DbDataReader>> ask;

    internal StoreReading(RowMaps maps, StoreGroup group, Action<StoreStatement, Action<DbDataReader>> ask) => (this.maps, this.group, this.ask) = (maps, group, ask);

    /// <summary>Statements are those of SQLite, else of PostgreSQL.</summary>
    public bool IsSqlite => maps.IsSqlite;

    /// <summary>The rows that answer a condition.</summary>
    /// <param name="where">Over the table's columns in double quotes, with $1, $2, … for the values; an order or a limit may follow.</param>
    /// <param name="values">Null, keys, hashes, texts, numbers, UTC times, enums (by name), bytes; on PostgreSQL arrays of <see cref="Guid"/> and text too.</param>
    public Asked<IReadOnlyList<T>> Rows<T>(string where, params object?[] values)
        where T : class
    {
        var asked = new Asked<IReadOnlyList<T>>();
        Rows<T>(where, values, asked.Answer);
        return asked;
    }

    /// <summary>The first row that answers a condition; null for none. See <see cref="Rows{T}(string, object?[])"/>.</summary>
    public Asked<T?> Row<T>(string where, params object?[] values)
        where T : class
    {
        var asked = new Asked<T?>();
        Rows<T>(where, values, rows => asked.Answer(rows.Count == 0 ? null : rows[0]));
        return asked;
    }

    /// <summary>The first column of a query: texts, numbers, UTC times, keys, hashes, enums, and these as nullable.</summary>
    /// <param name="sql">The whole query.</param>
    /// <param name="values">As for rows.</param>
    public Asked<IReadOnlyList<TValue>> Values<TValue>(string sql, params object?[] values)
    {
        var asked = new Asked<IReadOnlyList<TValue>>();
        ask(new StoreStatement(sql, StoreValues.Stored(values)), reader =>
        {
            var found = new List<TValue>();
            while (reader.Read()) found.Add(StoreValues.Read<TValue>(reader));
            asked.Answer(found);
        });
        return asked;
    }

    /// <summary>Facts that are asked once for the whole group; the same object for all its units.</summary>
    public T Shared<T>()
        where T : SharedFacts, new()
    {
        if (group.Shared.TryGetValue(typeof(T), out var known)) return (T)known;
        var made = new T();
        group.Shared.Add(typeof(T), made);
        made.Ask(this);
        return made;
    }

    private void Rows<T>(string where, object?[] values, Action<IReadOnlyList<T>> answer)
        where T : class
    {
        var map = maps.Of<T>();
        ask(new StoreStatement(map.Select(where), StoreValues.Stored(values)), reader =>
        {
            var rows = new List<T>();
            while (reader.Read()) rows.Add(group.Rows.Take(map, map.Code.Read(reader)));
            answer(rows);
        });
    }
}

/// <summary>What was asked for, once it was answered.</summary>
public sealed class Asked<T>
{
    private bool answered;
    private T value = default!;

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">It was not answered yet: all that a unit asks is answered before it decides.</exception>
    public T Value => answered ? value : throw new InvalidOperationException("This was not answered yet.");

    internal void Answer(T given) => (value, answered) = (given, true);
}

/// <summary>Facts that concern all units of a group, such as what is paused.</summary>
public abstract class SharedFacts
{
    /// <summary>Says what is read; called once a group.</summary>
    public abstract void Ask(StoreReading reading);
}

using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;

namespace GenOps.Core.Data.Store;

/// <summary>The statements of one table, made from EF's model, so that a migration cannot make them differ.</summary>
internal abstract class RowMap
{
    private readonly ConcurrentDictionary<string, string> locks = new();
    private readonly ConcurrentDictionary<string, string> selects = new();
    private readonly string columns;

    protected RowMap(IEntityType entity, bool isPostgres)
    {
        Columns = RowColumn.All(entity, isPostgres);
        // One bit each tells which of them changed.
        if (Columns.Count > 64) throw new NotSupportedException($"{entity.DisplayName()} has more than 64 columns.");
        Table = $"\"{entity.GetTableName()}\"";
        Keys = [.. entity.FindPrimaryKey()!.Properties.Select(p => Columns.Single(c => c.Property == p))];
        columns = string.Join(", ", Columns.Where(c => !c.IsShadow).Select(c => c.Name));
        LockRows = Locking($"{Keys[0].Name} = ANY($1)");
    }

    /// <summary>The table's name, quoted.</summary>
    public string Table { get; }

    /// <summary>Those without a property of the entity come last.</summary>
    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Of the primary key.</summary>
    public IReadOnlyList<RowColumn> Keys { get; }

    /// <summary>Locks the rows of an array of keys on PostgreSQL, in their order.</summary>
    public string LockRows { get; }

    /// <summary>Locks what answers a condition on PostgreSQL, in the order of the keys.</summary>
    public string LockWhere(string where) => locks.GetOrAdd(where, Locking);

    /// <summary>Reads what answers a condition.</summary>
    public string Select(string where) => selects.GetOrAdd(where, w => $"SELECT {columns} FROM {Table} WHERE {w}");

    private string Locking(string where) =>
        $"SELECT 1 FROM {Table} WHERE {where} ORDER BY {string.Join(", ", Keys.Select(k => k.Name))} FOR NO KEY UPDATE";
}

/// <summary>The same with the code that reads and writes the entity.</summary>
internal sealed class RowMap<T> : RowMap
    where T : class
{
    private readonly ConcurrentDictionary<ulong, (string Sql, RowColumn[] Columns, NpgsqlDbType[] Types)> updates = new();
    private readonly string insert;
    private readonly NpgsqlDbType[] types;

    public RowMap(IEntityType entity, bool isPostgres)
        : base(entity, isPostgres)
    {
        Code = new RowCode<T>(entity, Columns, Keys);
        types = TypesOf(Columns);
        insert = $"INSERT INTO {Table} ({string.Join(", ", Columns.Select(c => c.Name))}) VALUES ({string.Join(", ", Columns.Select((_, i) => $"${i + 1}"))})";
    }

    /// <summary>Reads and writes the entity's properties.</summary>
    public RowCode<T> Code { get; }

    /// <summary>Adds a row; columns without a property get their type's default.</summary>
    public StoreStatement Insert(T row)
    {
        var values = new object?[Columns.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Code.Value(row, i);
        return new StoreStatement(insert, values, types, Expected: 1);
    }

    /// <summary>Writes some columns of a row.</summary>
    /// <param name="row">With its key.</param>
    /// <param name="changed">Which, one bit each, at least one.</param>
    public StoreStatement Update(T row, ulong changed)
    {
        var (sql, written, writtenTypes) = updates.GetOrAdd(changed, MakeUpdate);
        var values = new object?[written.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Code.Value(row, written[i].Index);
        return new StoreStatement(sql, values, writtenTypes, Expected: 1);
    }

    private (string Sql, RowColumn[] Columns, NpgsqlDbType[] Types) MakeUpdate(ulong changed)
    {
        RowColumn[] set = [.. Columns.Where(c => (changed & (1ul << c.Index)) != 0)];
        if (set.Any(Keys.Contains)) throw new NotSupportedException($"The key of a row of {Table} is never changed.");
        if (Columns.Any(c => c.Property.IsConcurrencyToken)) throw new NotSupportedException($"Rows of {Table} are changed by EF only, which looks at their stamps.");
        var assignments = string.Join(", ", set.Select((c, i) => $"{c.Name} = ${i + 1}"));
        var condition = string.Join(" AND ", Keys.Select((k, i) => $"{k.Name} = ${set.Length + i + 1}"));
        RowColumn[] all = [.. set, .. Keys];
        return ($"UPDATE {Table} SET {assignments} WHERE {condition}", all, TypesOf(all));
    }

    private static NpgsqlDbType[] TypesOf(IEnumerable<RowColumn> columns) => [.. columns.Select(c => c.Type)];
}

/// <summary>One column.</summary>
/// <param name="Index">Its place in statements that name all.</param>
/// <param name="Name">Quoted.</param>
/// <param name="Property">What EF knows of it.</param>
/// <param name="Path">From the entity to the property, through complex properties; without an end in the entity for a shadow property.</param>
/// <param name="Type">Its type on PostgreSQL; unknown on SQLite.</param>
internal sealed record RowColumn(int Index, string Name, IProperty Property, IReadOnlyList<IPropertyBase> Path, NpgsqlDbType Type)
{
    /// <summary>No property of the entity stands for it.</summary>
    public bool IsShadow => Property.IsShadowProperty();

    /// <summary>All of an entity.</summary>
    public static IReadOnlyList<RowColumn> All(IEntityType entity, bool isPostgres)
    {
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        return [.. Paths(entity, []).OrderBy(p => p.Property.IsShadowProperty()).Select((p, i) => new RowColumn(
            i, $"\"{p.Property.GetColumnName(table)}\"", p.Property, p.Path, isPostgres ? TypeOf(p.Property) : NpgsqlDbType.Unknown))];
    }

    private static IEnumerable<(IProperty Property, IReadOnlyList<IPropertyBase> Path)> Paths(ITypeBase type, IReadOnlyList<IPropertyBase> above) =>
        type.GetProperties().Select(p => (p, (IReadOnlyList<IPropertyBase>)[.. above, p]))
            .Concat(type.GetComplexProperties().SelectMany(c => Paths(c.ComplexType, [.. above, c])));

    private static NpgsqlDbType TypeOf(IProperty property)
    {
        using var command = new NpgsqlCommand();
        return ((NpgsqlParameter)property.GetRelationalTypeMapping().CreateParameter(command, "p", null, nullable: true)).NpgsqlDbType;
    }
}

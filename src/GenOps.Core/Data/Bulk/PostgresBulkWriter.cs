using GenOps.Core.Data.Store;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;

namespace GenOps.Core.Data.Bulk;

/// <summary>Writes by COPY in its binary form. Keys between tables and triggers are as for everybody.</summary>
internal sealed class PostgresBulkWriter : BulkWriter
{
    private readonly NpgsqlConnection connection;
    private NpgsqlTransaction? transaction;

    public PostgresBulkWriter(DatabaseChoice choice, IModel model)
        : base(model, isPostgres: true)
    {
        connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(choice.ConnectionString) { Pooling = false, CommandTimeout = 0 }.ToString());
        connection.Open();
        Execute("SET synchronous_commit = off");
    }

    /// <inheritdoc />
    public override void Commit()
    {
        transaction?.Commit();
        transaction?.Dispose();
        transaction = null;
    }

    /// <inheritdoc />
    public override void Finish()
    {
        Commit();
        // Without figures of how many rows there are, the first questions would be answered by the wrong index.
        Execute("ANALYZE");
        Execute("SET synchronous_commit = on");
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        transaction?.Dispose();
        connection.Dispose();
    }

    /// <inheritdoc />
    protected override void Write<T>(BulkTable<T> table, IReadOnlyList<T> rows)
    {
        transaction ??= connection.BeginTransaction();
        using var import = connection.BeginBinaryImport($"COPY {table.Name} ({table.Names}) FROM STDIN (FORMAT BINARY)");
        import.Timeout = TimeSpan.Zero;
        var row = new Row(import, table.Columns);
        foreach (var entity in rows)
        {
            import.StartRow();
            table.Give(entity, row);
        }

        import.Complete();
    }

    private void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>The columns come in their order, so that the place says only which type it is.</summary>
    private sealed class Row(NpgsqlBinaryImporter import, IReadOnlyList<RowColumn> columns) : BulkRow
    {
        private readonly NpgsqlDbType[] types = [.. columns.Select(c => c.Type)];

        public override void Null(int place) => import.WriteNull();

        public override void Text(int place, string value) => import.Write(value, types[place]);

        public override void Guid(int place, Guid value) => import.Write(value, types[place]);

        public override void Bool(int place, bool value) => import.Write(value, types[place]);

        public override void Int(int place, int value) => import.Write(value, types[place]);

        public override void Long(int place, long value) => import.Write(value, types[place]);

        public override void Double(int place, double value) => import.Write(value, types[place]);

        public override void Decimal(int place, decimal value) => import.Write(value, types[place]);

        public override void Time(int place, DateTime value) => import.Write(value, types[place]);

        public override void Bytes(int place, byte[] value) => import.Write(value, types[place]);
    }
}

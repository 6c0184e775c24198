using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Data.Bulk;

/// <summary>
/// Fills a new database as fast as it goes. It checks no right, tells nobody and knows no rule: whoever gives it rows has made them as the product does.
/// For one thread, and for a database that nobody else uses and that is thrown away where it fails.
/// </summary>
internal abstract class BulkWriter(IModel model, bool isPostgres) : IDisposable
{
    private readonly Dictionary<Type, object> tables = [];

    /// <summary>Opens one.</summary>
    /// <param name="choice">The database, at the present schema.</param>
    /// <param name="model">Of its own context.</param>
    public static BulkWriter Open(DatabaseChoice choice, IModel model) =>
        choice.IsPostgres ? new PostgresBulkWriter(choice, model) : new SqliteBulkWriter(choice, model);

    /// <summary>Adds rows; those they refer to were added before.</summary>
    public void Write<T>(IReadOnlyList<T> rows)
        where T : class
    {
        if (rows.Count == 0) return;
        if (!tables.TryGetValue(typeof(T), out var table)) tables.Add(typeof(T), table = BulkTable<T>.Of(model, isPostgres));
        Write((BulkTable<T>)table, rows);
    }

    /// <summary>Commits what was written since the last time.</summary>
    public abstract void Commit();

    /// <summary>Commits, and leaves the database as the product keeps it: durable, and with its usual settings.</summary>
    public abstract void Finish();

    /// <inheritdoc />
    public abstract void Dispose();

    protected abstract void Write<T>(BulkTable<T> table, IReadOnlyList<T> rows)
        where T : class;
}

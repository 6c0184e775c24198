using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Data.Store;

/// <summary>How entities stand in their tables, taken from the model of the database's own context.</summary>
internal sealed class RowMaps(IDbContextFactory<GenOpsDbContext> factory)
{
    private readonly ConcurrentDictionary<Type, RowMap> maps = new();
    private readonly Lazy<(IModel Model, bool IsPostgres)> context = new(() =>
    {
        using var db = factory.CreateDbContext();
        return (db.Model, !db.Database.IsSqlite());
    });

    /// <summary>The statements are for SQLite.</summary>
    public bool IsSqlite => !context.Value.IsPostgres;

    /// <summary>The one of an entity.</summary>
    /// <exception cref="ArgumentException">It is no entity.</exception>
    public RowMap<T> Of<T>()
        where T : class => (RowMap<T>)maps.GetOrAdd(typeof(T), static (_, maps) => maps.Make<T>(), this);

    private RowMap<T> Make<T>()
        where T : class =>
        new(context.Value.Model.FindEntityType(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is no entity."), context.Value.IsPostgres);
}

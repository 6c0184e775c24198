using GenOps.Core.Data.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Data.Bulk;

/// <summary>A table and the code that gives its rows.</summary>
/// <param name="Name">Quoted.</param>
/// <param name="Columns">In the order of the places.</param>
/// <param name="Give">Gives a row's columns.</param>
internal sealed record BulkTable<T>(string Name, IReadOnlyList<RowColumn> Columns, Action<T, BulkRow> Give)
    where T : class
{
    /// <summary>The names of the columns, quoted and with commas.</summary>
    public string Names => string.Join(", ", Columns.Select(c => c.Name));

    /// <exception cref="ArgumentException">It is no entity.</exception>
    public static BulkTable<T> Of(IModel model, bool isPostgres)
    {
        var entity = model.FindEntityType(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is no entity.");
        var columns = RowColumn.All(entity, isPostgres);
        return new BulkTable<T>($"\"{entity.GetTableName()}\"", columns, BulkCode.Of<T>(columns));
    }
}

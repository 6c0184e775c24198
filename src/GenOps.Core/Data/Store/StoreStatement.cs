using NpgsqlTypes;

namespace GenOps.Core.Data.Store;

/// <summary>A statement with its values, as both databases take it.</summary>
/// <param name="Sql">With $1, $2, … for the values.</param>
/// <param name="Values">As the driver takes them.</param>
/// <param name="Types">The columns' types on PostgreSQL; null where the values say it themselves.</param>
/// <param name="Expected">How many rows it must touch; null for any number.</param>
internal sealed record StoreStatement(string Sql, object?[] Values, NpgsqlDbType[]? Types = null, int? Expected = null)
{
    /// <summary>Holds that as many rows were touched as must be.</summary>
    public void Demand(int touched)
    {
        if (Expected is { } expected && touched != expected) throw new UnexpectedRowsException(Sql, expected, touched);
    }
}

using DuckDB.NET.Data;
using GenOps.Core;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Benchmarks;

/// <summary>What the rows of one day and model cost.</summary>
/// <param name="Day">Its begin, UTC.</param>
/// <param name="Provider">Empty for cost of no model.</param>
/// <param name="Model">Empty for cost of no model.</param>
/// <param name="Nanos">Nano-US-dollars; never zero.</param>
internal sealed record DayAndModel(DateTime Day, string Provider, string Model, long Nanos);

/// <summary>The rows of the ledger in a table of DuckDB, a database made for such sums, in a file of its own.</summary>
internal sealed class DuckDbLedger : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("genops-duckdb-");
    private readonly DuckDBConnection _connection;

    private DuckDbLedger()
    {
        _connection = new DuckDBConnection($"Data Source={Path.Combine(_folder.FullName, "ledger.duckdb")}");
        _connection.Open();
    }

    /// <summary>Takes over all rows.</summary>
    public static async Task<DuckDbLedger> FillAsync(IDbContextFactory<GenOpsDbContext> contexts)
    {
        var ledger = new DuckDbLedger();
        using (var create = ledger._connection.CreateCommand())
        {
            create.CommandText = "CREATE TABLE ledger (charged_at TIMESTAMP NOT NULL, provider VARCHAR NOT NULL, model VARCHAR NOT NULL, nanos BIGINT NOT NULL, money VARCHAR NOT NULL)";
            create.ExecuteNonQuery();
        }

        await using var db = await contexts.CreateDbContextAsync();
        using var appender = ledger._connection.CreateAppender("ledger");
        await foreach (var entry in db.LedgerEntries.AsNoTracking().Select(e => new { e.ChargedAt, e.Provider, e.Model, e.Amount.Nanos, e.Money }).AsAsyncEnumerable())
        {
            appender.CreateRow().AppendValue(entry.ChargedAt).AppendValue(entry.Provider).AppendValue(entry.Model)
                .AppendValue(entry.Nanos).AppendValue(entry.Money.ToString()).EndRow();
        }

        return ledger;
    }

    /// <summary>The cost by day of UTC and model of a period; parts of zero are left out.</summary>
    public Task<IReadOnlyList<DayAndModel>> SumAsync(MoneyMode money, DateTime from, DateTime to)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT date_trunc('day', charged_at)::TIMESTAMP, provider, model, sum(nanos)::BIGINT FROM ledger
            WHERE money = $money AND charged_at >= $from AND charged_at < $to GROUP BY ALL HAVING sum(nanos) <> 0
            """;
        command.Parameters.Add(new DuckDBParameter("money", money.ToString()));
        command.Parameters.Add(new DuckDBParameter("from", from));
        command.Parameters.Add(new DuckDBParameter("to", to));
        var parts = new List<DayAndModel>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            parts.Add(new DayAndModel(DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        }

        return Task.FromResult<IReadOnlyList<DayAndModel>>(parts);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }
}

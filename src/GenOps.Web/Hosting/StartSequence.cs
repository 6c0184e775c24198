using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using GenOps.Web.Auth;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Hosting;

/// <summary>
/// What must be true before anything else of the host starts: the data folder is ours, the database is at the present
/// schema, the roles exist, there is an administrator or a way to become one, and shipped prices and samples are installed.
/// Registered first, so it runs first.
/// </summary>
public sealed class StartSequence(
    DataFolder folder, DatabaseSetup database, IDbContextFactory<GenOpsDbContext> contexts, LeaseClock clock, FirstAdministrator firstAdministrator,
    PriceSeeder prices, AllowSavedProviders savedProviders, SampleInstaller samples, IConfiguration settings)
    : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        folder.Take();
        await PrepareDatabaseAsync(cancellationToken);
        // Nodes that start at the same moment install one after the other, so that none trips over another's half.
        await database.OneNodeAtATimeAsync(InstallAsync, cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        await firstAdministrator.PrepareAsync(cancellationToken);
        await prices.InstallAsync(cancellationToken);
        await savedProviders.ExecuteAsync(cancellationToken);
        if (settings.GetValue("GENOPS_SAMPLES", true)) await samples.InstallAsync(cancellationToken);
    }

    private async Task PrepareDatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.MigrateAsync(cancellationToken);
            // Before anything is written: the first answer of the database sets a wrong clock right.
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await clock.NowAsync(db, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new StartFailedException($"The database in {folder.Path} cannot be opened: {e.Message}", e);
        }
        catch (Npgsql.NpgsqlException e)
        {
            throw new StartFailedException($"PostgreSQL cannot be used: {OneLine(e.Message)} Check ConnectionStrings__GenOps.", e);
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pricing;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Starts;
using GenOps.Web.Auth;
using GenOps.Web.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Hosting;

/// <summary>
/// What must be true before anything else of the host starts: the data folder is ours, the database is at the present
/// schema, the roles exist, there is an administrator or a way to become one, and shipped prices and samples are installed.
/// Registered first, so it runs first.
/// </summary>
public sealed class StartSequence(
    DataFolder folder, DatabaseChoice choice, DatabaseSetup database, IDbContextFactory<GenOpsDbContext> contexts, LeaseClock clock, FirstAdministrator firstAdministrator,
    PriceSeeder prices, AllowSavedProviders savedProviders, NoteEarlierProviders earlierProviders, SampleInstaller samples, IConfiguration settings)
    : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        folder.Take();
        try
        {
            RefuseEmptied();
            await PrepareDatabaseAsync(cancellationToken);
            // Nodes that start at the same moment install one after the other, so that none trips over another's half.
            await database.OneNodeAtATimeAsync(InstallAsync, cancellationToken);
        }
        catch (Exception e) when (Explain(e) is { } line)
        {
            throw new StartFailedException(line, e);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        await firstAdministrator.PrepareAsync(cancellationToken);
        await prices.InstallAsync(cancellationToken);
        await savedProviders.ExecuteAsync(cancellationToken);
        await earlierProviders.ExecuteAsync(cancellationToken);
        if (settings.GetValue("GENOPS_SAMPLES", true)) await samples.InstallAsync(cancellationToken);
    }

    private async Task PrepareDatabaseAsync(CancellationToken cancellationToken)
    {
        await database.MigrateAsync(cancellationToken);
        // Before anything is written: the first answer of the database sets a wrong clock right.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await clock.NowAsync(db, cancellationToken);
    }

    /// <summary>SQLite takes an empty file for a new database, which after a lost one would hide the loss.</summary>
    private void RefuseEmptied()
    {
        if (choice.IsPostgres) return;
        var file = new FileInfo(new SqliteConnectionStringBuilder(choice.ConnectionString).DataSource);
        if (file is { Exists: true, Length: 0 } && Directory.Exists(folder.Keys) && Directory.EnumerateFiles(folder.Keys).Any())
            throw new StartFailedException($"The database {file.Name} in {folder.Path} is empty, though GenOps has worked here before. Restore it from a backup, or remove the file to begin anew.");
    }

    private string? Explain(Exception exception) => exception switch
    {
        NewerDatabaseException => exception.Message,
        _ when StorageFault.Of(exception) is { } trouble => choice.IsPostgres
            ? $"PostgreSQL cannot be used: {OneLine(exception.GetBaseException().Message)} Check ConnectionStrings__GenOps."
            : OfFile(trouble),
        SqliteException => $"The database in {folder.Path} cannot be used: {OneLine(exception.Message)} Restore it from a backup, or choose another folder with --data DIR.",
        _ => null,
    };

    private string OfFile(StorageTrouble trouble) => trouble switch
    {
        StorageTrouble.Damaged =>
            $"The database in {folder.Path} is damaged, or its file is no database. Restore it from a backup, or choose another folder with --data DIR.",
        StorageTrouble.Full => $"The disk is full that holds {folder.Path}. Make room, or choose another folder with --data DIR.",
        StorageTrouble.Busy => $"The database in {folder.Path} is held by another program. Close that, and start again.",
        _ => $"The database in {folder.Path} cannot be opened. Give this user read and write access to its files, or choose another folder with --data DIR.",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

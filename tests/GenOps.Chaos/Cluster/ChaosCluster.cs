using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GenOps.Chaos.Invariants;
using GenOps.Chaos.Safeguards;
using GenOps.Chaos.Upgrade;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Core.Faults;
using GenOps.Core.Runs;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Bills;
using GenOps.FakeProvider.Client;
using GenOps.Testing;
using GenOps.Testing.Processes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GenOps.Chaos.Cluster;

/// <summary>What the cluster is made of.</summary>
public sealed record ChaosStart
{
    /// <summary>Which database.</summary>
    public DatabaseKind Storage { get; init; } = DatabaseKind.Sqlite;

    /// <summary>How many servers on one database; more than one on PostgreSQL only.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>True for a PostgreSQL server of this cluster alone, which keeps its commits through a crash.</summary>
    public bool OwnPostgres { get; init; }

    /// <summary>What an earlier build left, to go on with; null to begin with nothing.</summary>
    public KilledInstallation? Left { get; init; }

    /// <summary>Whether plain steps go the hot way; scenes that stop at the slow way's own points do without.</summary>
    public bool IsHot { get; init; } = true;

    /// <summary>A safeguard to go without, to see whether the checks notice.</summary>
    public Safeguard? Without { get; init; }
}

/// <summary>Real servers on a real database, two real providers that bill to disk, and whoever pulls the plug.</summary>
public sealed class ChaosCluster : IAsyncDisposable
{
    /// <summary>How long anything may take on a machine that is busy with other things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ServiceProvider database;
    private readonly bool sharesServer;

    private ChaosCluster(
        IReadOnlyList<GenOpsProcess> nodes, FakeProviderProcess keyed, FakeProviderProcess keyless, PostgresServer? postgres, string databaseName,
        bool sharesServer, CrashPlanFolder plans, DatabaseChoice choice)
    {
        (Nodes, Keyed, Keyless, Postgres, DatabaseName, Plans) = (nodes, keyed, keyless, postgres, databaseName, plans);
        this.sharesServer = sharesServer;
        database = new ServiceCollection().AddGenOpsDatabase(choice).BuildServiceProvider();
    }

    /// <summary>The servers.</summary>
    public IReadOnlyList<GenOpsProcess> Nodes { get; }

    /// <summary>The provider that honours idempotency keys.</summary>
    public FakeProviderProcess Keyed { get; }

    /// <summary>The provider that ignores them.</summary>
    public FakeProviderProcess Keyless { get; }

    /// <summary>The database server; null on SQLite.</summary>
    public PostgresServer? Postgres { get; }

    /// <summary>The database on <see cref="Postgres"/>; empty on SQLite.</summary>
    public string DatabaseName { get; }

    /// <summary>Where servers are told to end.</summary>
    public CrashPlanFolder Plans { get; }

    /// <summary>Starts everything, with the pipelines in place, or on what an earlier build left.</summary>
    public static async Task<ChaosCluster> StartAsync(ChaosStart start)
    {
        var plans = new CrashPlanFolder();
        var keyed = FakeProviderProcess.StartAsync(new FakeControl { LookUp = true, Idempotent = true, LatencyMs = 2, LatencyMaxMs = 40 }, start.Left?.KeyedBills);
        var keyless = FakeProviderProcess.StartAsync(new FakeControl { LookUp = true, Idempotent = false, LatencyMs = 2, LatencyMaxMs = 40 }, start.Left?.KeylessBills);
        var (postgres, name, connection) = await DatabaseAsync(start);
        var nodes = new List<GenOpsProcess>();
        var program = start.Without is { } gone ? WeakenedServer.Program(gone) : null;
        var environment = ChaosSettings.Of(start, await keyed, await keyless, plans.Path);
        for (var i = 0; i < start.Nodes; i++)
            nodes.Add(await GenOpsProcess.StartAsync(new GenOpsStart { Program = program, DataFolder = start.Left?.DataFolder, ConnectionString = connection, Environment = environment }));
        var choice = DatabaseChoice.From(connection, nodes[0].DataFolder);
        var cluster = new ChaosCluster(nodes, await keyed, await keyless, postgres, name, !start.OwnPostgres, plans, choice);
        await cluster.KeepCircuitsClosedAsync();
        await using (var db = cluster.Open())
            if (start.Without == Safeguard.SendingRecorded) await WeakenedServer.ForgetSendingAsync(db);
        cluster.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", start.Left is null ? await ChaosPipelines.InstallAsync(choice) : await ChaosPipelines.AddKeyAsync(choice, "upgraded"));
        return cluster;
    }

    /// <summary>The database, beside the servers.</summary>
    public GenOpsDbContext Open() => database.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContext();

    /// <summary>All bills of both providers.</summary>
    public IReadOnlyList<Bill> Bills() => [.. Keyed.Bills(), .. Keyless.Bills()];

    /// <summary>The provider process behind a mode.</summary>
    public FakeProviderProcess ProviderOf(ProviderMode mode) => mode.Idempotent ? Keyed : Keyless;

    /// <summary>Starts a run through the API.</summary>
    /// <exception cref="HttpRequestException">The server did not take it, or died over it.</exception>
    public Task<RunId> StartRunAsync(ProviderMode mode, string notes, string marker = "none", int node = 0, CancellationToken cancellationToken = default) =>
        StartRunAsync(mode.Pipeline, notes, marker, node, cancellationToken);

    /// <inheritdoc cref="StartRunAsync(ProviderMode, string, string, int, CancellationToken)" />
    public async Task<RunId> StartRunAsync(string pipeline, string notes, string marker = "none", int node = 0, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject { ["pipeline"] = pipeline, ["inputs"] = new JsonObject { ["notes"] = notes, ["marker"] = marker } };
        using var answer = await http.PostAsJsonAsync(new Uri(Nodes[node].Address, "/api/v1/runs"), body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new RunId(Guid.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1]));
    }

    /// <summary>Starts a run, with a plan that holds before anything of it is enqueued, and waits until it has come to its point.</summary>
    public async Task<RunId> StartRunToAsync(CrashPoint point, ProviderMode mode, string notes)
    {
        Plans.Hold();
        var run = await StartRunAsync(mode, notes);
        Plans.Plan(run, $"{point} pause");
        Plans.Release();
        await UntilAsync(() => Task.FromResult(Plans.ReachedBy(run) == point), $"the run to come to {point}");
        return run;
    }

    /// <summary>The server that works on a run's step now, by its lease.</summary>
    public async Task<GenOpsProcess> OwnerAsync(RunId run)
    {
        await using var db = Open();
        var owner = await db.StepRuns.Where(s => s.RunId == run && s.State == StepState.Running).Select(s => s.LeaseOwner).FirstAsync();
        return Nodes.Single(n => n.ProcessId is { } id && owner.Contains($"/{id}/", StringComparison.Ordinal));
    }

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var patience = TimeProvider.System.GetUtcNow() + Patience;
        while (!await condition())
        {
            if (TimeProvider.System.GetUtcNow() > patience) throw new TimeoutException($"Waited in vain for {what}.\n{Tail()}");
            await Task.Delay(50);
        }
    }

    /// <summary>Sends a command through the API, as <c>/api/v1/runs/…/cancel</c>.</summary>
    public async Task<bool> PostAsync(string path, JsonObject body, int node = 0)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri(Nodes[node].Address, path), body);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // The server died over it, which is what the plan asked for.
            return false;
        }
    }

    /// <summary>Ends all servers as a power cut does.</summary>
    public Task KillAllAsync() => Task.WhenAll(Nodes.Select(n => n.KillAsync()));

    /// <summary>Starts all servers that do not run, left alone by plans.</summary>
    public async Task RestartAllAsync()
    {
        Plans.Clear();
        await Task.WhenAll(Nodes.Where(n => !n.IsRunning).Select(n => n.RestartAsync()));
    }

    /// <summary>Waits until no run can go on any more: each has ended, or is held.</summary>
    /// <exception cref="TimeoutException">Something is stuck; the message names it.</exception>
    public async Task SettleAsync()
    {
        var patience = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            await using var db = Open();
            var open = await StuckQuery.UnfinishedAsync(db);
            if (open.Count == 0) return;
            if (TimeProvider.System.GetUtcNow() > patience)
                throw new TimeoutException($"{open.Count} steps neither ended nor are held: {string.Join("; ", open.Take(5))}\n{Tail()}");
            await Task.Delay(200);
        }
    }

    /// <summary>What is wrong, by the invariants of the protocol and of the sums. Nothing may be under way, and a server must run to keep the sums.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        await using var db = Open();
        var ofCalls = await ChaosInvariants.CheckAsync(db, Bills(), Nodes.Select(n => Path.Combine(n.DataFolder, "spool")));
        IReadOnlyList<string>? ofSums = null;
        await UntilAsync(
            async () => (ofSums = await SumInvariants.CheckAsync(database.GetRequiredService<IDbContextFactory<GenOpsDbContext>>())) is not null, "the sums to be complete");
        return [.. ofCalls, .. ofSums!];
    }

    /// <summary>The last lines the servers wrote.</summary>
    public string Tail() => string.Join("\n", Nodes.Select(n => n.Output.Length > 4000 ? n.Output[^4000..] : n.Output));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var node in Nodes) await node.DisposeAsync();
        await database.DisposeAsync();
        await Keyed.DisposeAsync();
        await Keyless.DisposeAsync();
        Plans.Dispose();
        if (Postgres is null) return;
        if (sharesServer) await Postgres.DropDatabaseAsync(DatabaseName);
        else await Postgres.DisposeAsync();
    }

    /// <summary>
    /// So many faults at once would open circuits, and calls that wait for one would never come to their crash points. The
    /// breaker has tests of its own; here the database lets none open.
    /// </summary>
    private async Task KeepCircuitsClosedAsync()
    {
        await using var db = Open();
        await db.Database.ExecuteSqlRawAsync(Postgres is null
            ? """CREATE TRIGGER keep_closed BEFORE UPDATE ON "Circuits" WHEN NEW."State" <> 'Closed' BEGIN SELECT RAISE(IGNORE); END"""
            : """
              CREATE FUNCTION keep_closed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
              CREATE TRIGGER keep_closed BEFORE UPDATE ON "Circuits" FOR EACH ROW WHEN (NEW."State" <> 'Closed') EXECUTE FUNCTION keep_closed()
              """);
    }

    private static async Task<(PostgresServer? Server, string Name, string? Connection)> DatabaseAsync(ChaosStart start)
    {
        if (start.Storage == DatabaseKind.Sqlite) return (null, "", null);
        var server = start.OwnPostgres ? await PostgresServer.StartAsync(durable: true) : await PostgresServer.SharedAsync();
        var name = $"chaos_{Guid.NewGuid():N}";
        // Each of the many workers that wait at a crash point holds a connection.
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync(name)) { MaxPoolSize = start.Nodes > 1 ? 60 : 140 };
        if (start.Left is { } left) await left.LoadAsync(connection.ConnectionString);
        return (server, name, connection.ConnectionString);
    }
}

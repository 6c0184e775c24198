using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace GenOps.Testing;

/// <summary>
/// A real PostgreSQL server of its own for the tests: a fresh cluster in a temporary folder, on a free loopback port.
/// It ends with this process, however that ends: its shell waits on a pipe that the operating system closes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(() => StartAsync());
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    // Root may not run PostgreSQL, so the script steps down to the first of these users there is.
    private const string Script =
        """
        set -u
        dir=$1; bin=$2; port=$3; durable=$4
        as=""
        if [ "$(id -u)" = 0 ]; then
          user=nobody; id postgres >/dev/null 2>&1 && user=postgres
          chown "$user" "$dir"
          as="runuser -u $user --"
          command -v runuser >/dev/null 2>&1 || as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
        fi
        cd "$dir"
        $as "$bin/initdb" -D "$dir/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 || exit 3
        set -- -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
          -c max_connections=300 -c shared_buffers=64MB -c log_min_messages=fatal
        [ "$durable" = yes ] || set -- "$@" -c fsync=off -c synchronous_commit=off -c full_page_writes=off
        $as "$bin/postgres" "$@" >"$dir/postgres.log" 2>&1 </dev/null &
        # Read the server's own pid from its file: "$!" may be the program that changed the user.
        cat >/dev/null
        [ -f "$dir/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$dir/data/postmaster.pid")" 2>/dev/null
        wait
        rm -rf "$dir"
        """;

    private readonly Process _process;
    private readonly string _folder;

    private PostgresServer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>One server for the whole test process, started by the first test that needs it. Not durable: never kill it.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>Starts a server.</summary>
    /// <param name="durable">True keeps every commit through a crash of the server itself; false is several times faster.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is missing or does not start; the message says why.</exception>
    public static async Task<PostgresServer> StartAsync(bool durable = false)
    {
        var binaries = PostgresBinaries.Find();
        for (var attempt = 1; ; attempt++)
        {
            var server = Launch(binaries, durable);
            var problem = await server.WaitUntilReadyAsync();
            if (problem is null) return server;
            await server.DisposeAsync();
            // Another process may have taken the free port in between: that is worth a second try.
            if (attempt == 3) throw new InvalidOperationException($"PostgreSQL from {binaries} did not start: {problem}");
        }
    }

    /// <summary>
    /// How to reach one database on this server; the pool is small, since every test has a database of its own, and patient, since
    /// more workers than connections wait for their turn on a busy machine.
    /// </summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Maximum Pool Size=30;Timeout=120;Command Timeout=120;Include Error Detail=true";

    /// <summary>Makes a database, empty or as a copy of another one to which nobody is connected.</summary>
    /// <returns>The connection string of the new database.</returns>
    public async Task<string> CreateDatabaseAsync(string name, string? template = null)
    {
        await ExecuteAsync($"CREATE DATABASE \"{name}\"" + (template is null ? "" : $" TEMPLATE \"{template}\""));
        return ConnectionString(name);
    }

    /// <summary>Drops a database, with whoever is still connected to it.</summary>
    public async Task DropDatabaseAsync(string name)
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString(name))) NpgsqlConnection.ClearPool(pooled);
        await ExecuteAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
    }

    /// <summary>Ends every connection to a database, as a failover or an impatient administrator does.</summary>
    public Task TerminateConnectionsAsync(string name) =>
        ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()");

    /// <summary>Lets the server crash in the middle of what it does, and starts it again; it recovers from its log as after a power cut.</summary>
    /// <exception cref="InvalidOperationException">It does not start again; the message says why.</exception>
    public Task CrashAsync() => ControlAsync("-m immediate restart");

    /// <summary>Stops the server and cuts everybody off, until <see cref="ContinueAsync"/>.</summary>
    public Task PauseAsync() => ControlAsync("-m fast stop");

    /// <summary>Starts it again after <see cref="PauseAsync"/>, on the same port.</summary>
    public Task ContinueAsync() => ControlAsync("restart");

    private async Task ControlAsync(string how)
    {
        const string Control =
            """
            as=""
            if [ "$(id -u)" = 0 ]; then
              user=nobody; id postgres >/dev/null 2>&1 && user=postgres
              as="runuser -u $user --"
              command -v runuser >/dev/null 2>&1 || as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
            fi
            cd "$1"
            $as "$2/pg_ctl" -D "$1/data" -l "$1/data/restarted.log" -w -t 60 $3 >/dev/null 2>&1 </dev/null
            """;
        using var control = Process.Start("sh", ["-c", Control, "sh", _folder, PostgresBinaries.Find(), how]);
        await control.WaitForExitAsync();
        if (control.ExitCode != 0) throw new InvalidOperationException($"PostgreSQL did not {how}: {Logs()}");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static PostgresServer Launch(string binaries, bool durable)
    {
        var folder = Directory.CreateTempSubdirectory("genops-pg-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", Script, "sh", folder, binaries, port.ToString(), durable ? "yes" : "no" })
            start.ArgumentList.Add(argument);
        return new PostgresServer(Process.Start(start)!, folder, port);
    }

    /// <summary>Null once it takes connections, else why it never will.</summary>
    private async Task<string?> WaitUntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < StartLimit)
        {
            if (_process.HasExited) return Logs();
            try
            {
                await ExecuteAsync("SELECT 1");
                return null;
            }
            catch (NpgsqlException) when (!File.Exists(Path.Combine(_folder, "postgres.log")) || !ServerGaveUp())
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException)
            {
                return Logs();
            }
        }

        return $"it took no connection within {StartLimit.TotalSeconds:0} s. {Logs()}";
    }

    private bool ServerGaveUp() => File.ReadAllText(Path.Combine(_folder, "postgres.log")).Contains("FATAL:  could not", StringComparison.Ordinal);

    private string Logs()
    {
        var text = new StringBuilder();
        foreach (var file in new[] { "initdb.log", "postgres.log" })
        {
            var path = Path.Combine(_folder, file);
            if (File.Exists(path)) text.Append(File.ReadAllText(path));
        }

        return text.ToString();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=15;Command Timeout=60");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

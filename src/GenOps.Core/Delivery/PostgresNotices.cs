using GenOps.Core.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GenOps.Core.Delivery;

/// <summary>
/// Carries notices between nodes by PostgreSQL's LISTEN and NOTIFY, so that a page sees within moments what another node did,
/// and a worker what a page started. Whatever is missed while a connection is away is found by the looks that happen anyway.
/// </summary>
public sealed class PostgresNotices(
    DatabaseChoice database, NodeNotices notices, RunChanges changes, OutboxSignal outbox, TimeProvider time, ILogger<PostgresNotices> log)
    : BackgroundService
{
    private const string Channel = "genops";

    /// <summary>A payload of PostgreSQL may have 8,000 bytes; a run's id has 36.</summary>
    private const int RunsInOne = 150;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private readonly RepeatedFailures hearing = new(log, time, "Hearing of changes of other nodes");
    private readonly RepeatedFailures telling = new(log, time, "Telling other nodes of changes");
    private readonly string self = Guid.NewGuid().ToString("N");
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once this node hears of others for the first time.</summary>
    public Task Listening => listening.Task;

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var outgoing = notices.Open();
        return Task.WhenAll(
            KeepAsync(hearing, ListenAsync, stoppingToken),
            KeepAsync(telling, cancellation => TellAsync(outgoing, cancellation), stoppingToken));
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        connection.Notification += (_, notice) => Hear(notice.Payload);
        await connection.OpenAsync(cancellationToken);
        await using (var command = new NpgsqlCommand($"LISTEN {Channel}", connection)) await command.ExecuteNonQueryAsync(cancellationToken);
        listening.TrySetResult();
        hearing.Passed();
        while (true) await connection.WaitAsync(cancellationToken);
    }

    private async Task TellAsync(System.Threading.Channels.ChannelReader<RunId?> outgoing, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        telling.Passed();
        while (await outgoing.WaitToReadAsync(cancellationToken))
        {
            // Changes of one run come in bursts, and one notice for a burst is enough.
            await Task.Delay(Gathering, time, cancellationToken);
            var filled = false;
            var runs = new HashSet<RunId>();
            while (runs.Count < RunsInOne && outgoing.TryRead(out var notice))
            {
                if (notice is { } run) runs.Add(run);
                else filled = true;
            }

            await using var command = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = Channel });
            command.Parameters.Add(new NpgsqlParameter { Value = $"{self}|{(filled ? "outbox" : "")}|{string.Join(',', runs)}" });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private void Hear(string payload)
    {
        var parts = payload.Split('|');
        if (parts.Length != 3 || parts[0] == self) return;
        if (parts[1].Length > 0) outbox.Hear();
        foreach (var text in parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Id.TryParse<RunId>(text, out var run)) changes.Hear(run);
        }
    }

    private async Task KeepAsync(RepeatedFailures failures, Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
            {
                // Pages look by themselves meanwhile.
                failures.Add(e);
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }
}

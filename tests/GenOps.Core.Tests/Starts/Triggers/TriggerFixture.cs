using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Triggers;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Starts.Triggers;

/// <summary>Triggers over a real database, a real folder and a clock that stands still.</summary>
internal sealed class TriggerFixture(TestDatabase database) : IDisposable
{
    /// <summary>The data folder, and in it the root of watched folders.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("genops-inbox-").FullName;

    public ScheduleFixture Runs { get; } = new(database);

    public TriggerFolders Folders => new(Path.Combine(Data, OwnPlaces.Inbox), new OwnPlaces(Data));

    public SaveTrigger Save => new(database.Runner(Runs.Time), database.Contexts, new RunScripts(database.Contexts), new Reversed(), Folders, Runs.Time);

    public TakeWebhook Take => new(database.Runner(Runs.Time), database.Contexts, Runs.Start, new Reversed(), Runs.Time);

    public EnableTrigger Enable => new(database.Runner(Runs.Time));

    public RotateTriggerSecret Rotate => new(database.Runner(Runs.Time), new Reversed());

    /// <summary>Where files are put.</summary>
    public string Inbox => Folders.PathOf("in");

    public TriggerQuery Query => new(database.Contexts, Folders);

    public FolderWatch NewWatch(WatchedFiles? files = null) => new(
        database.Contexts, new FileTaking(database.Runner(Runs.Time), database.Contexts, Runs.Start, Folders, Runs.Time) { Files = files ?? new WatchedFiles() },
        Folders, Runs.Time, NullLogger<FolderWatch>.Instance);

    public async Task<NewTrigger> WebhookAsync(string path = "release.body")
    {
        await Runs.AddAsync();
        return await Save.ExecuteAsync(Actor.System, Webhook(path), CancellationToken.None);
    }

    public async Task<TriggerId> FolderAsync()
    {
        await Runs.AddAsync();
        return await FolderAsync("in");
    }

    /// <summary>A further one, of the same pipeline.</summary>
    public async Task<TriggerId> FolderAsync(string folder)
    {
        var request = new SaveTriggerRequest { Pipeline = "nightly", Name = folder, Kind = TriggerKind.Folder, Money = MoneyMode.Sandbox, Folder = folder, FileInput = "notes" };
        return (await Save.ExecuteAsync(Actor.System, request, CancellationToken.None)).Id;
    }

    public static SaveTriggerRequest Webhook(string path) => new()
    {
        Pipeline = "nightly",
        Name = "releases",
        Kind = TriggerKind.Webhook,
        Money = MoneyMode.Sandbox,
        Inputs = new JsonObject { ["tone"] = "warm" },
        Mapping = new Dictionary<string, string> { ["notes"] = path },
    };

    public void Dispose() => Directory.Delete(Data, recursive: true);

    /// <summary>Not what is stored, and back again: enough to see that the secret itself is not.</summary>
    private sealed class Reversed : ISecretProtector
    {
        public string Protect(string secret) => new([.. secret.Reverse()]);

        public string Unprotect(string protectedSecret) => new([.. protectedSecret.Reverse()]);
    }
}

using System.Text.Json;
using GenOps.Web.Auth;
using GenOps.Web.Processes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace GenOps.Web.Hosting;

/// <summary>Where a running server is reached, and with which token.</summary>
/// <param name="Address">As <c>http://localhost:5080</c>.</param>
/// <param name="Token">See <see cref="CommandLineAccess"/>.</param>
/// <param name="ProcessId">Of the server.</param>
public sealed record ServerCard(string Address, string Token, int ProcessId)
{
    /// <summary>The file of a data folder.</summary>
    public static string FileIn(string dataFolder) => Path.Combine(dataFolder, "server.json");

    /// <summary>The card a server left in the folder; null when there is none that can be read. The server may have died since.</summary>
    public static ServerCard? Read(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerCard>(File.ReadAllText(FileIn(dataFolder)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // No file, one of another user, or one half written by a process that died: all mean there is no server to ask.
            return null;
        }
    }
}

/// <summary>Leaves the <see cref="ServerCard"/> in the data folder while the server takes requests. Only the folder's user can read it.</summary>
internal sealed class ServerFile(DataFolder folder, CommandLineAccess access, IServer server) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (GenOpsWebApplication.LocalAddressOf(addresses) is not { } address) return;
        var file = ServerCard.FileIn(folder.Path);
        var draft = file + ".tmp";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(draft, options))
        {
            await JsonSerializer.SerializeAsync(stream, new ServerCard(address, access.Token, Environment.ProcessId), cancellationToken: cancellationToken);
        }

        File.Move(draft, file, overwrite: true);
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        File.Delete(ServerCard.FileIn(folder.Path));
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using GenOps.FakeProvider.Bills;
using GenOps.FakeProvider.Faults;

namespace GenOps.FakeProvider.Client;

/// <summary>
/// Runs the fake provider as a process of its own. It goes when it is disposed, when <see cref="KillAsync"/> is
/// called, and when the test process dies. To start one takes longer than most tests, so what is disposed alive serves the next.
/// </summary>
public sealed class FakeProviderProcess : IAsyncDisposable
{
    // The one that rested longest is taken first.
    private static readonly ConcurrentQueue<(Process Process, Uri Address)> Idle = new();
    private readonly HttpClient http = new();
    private readonly bool ownsFolder;
    private Process? process;

    private FakeProviderProcess(string folder, bool ownsFolder)
    {
        BillsFolder = folder;
        this.ownsFolder = ownsFolder;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:41234</c>; kept over a restart.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The base URL to configure as a provider.</summary>
    public Uri BaseUrl => new(Address, "/v1");

    /// <summary>Where the bills are.</summary>
    public string BillsFolder { get; }

    /// <summary>Starts one on a free loopback port.</summary>
    /// <param name="start">The first settings; null for the defaults.</param>
    /// <param name="billsFolder">Where the bills go; null for a temporary folder that goes with this object.</param>
    public static async Task<FakeProviderProcess> StartAsync(FakeControl? start = null, string? billsFolder = null)
    {
        var fake = new FakeProviderProcess(billsFolder ?? Directory.CreateTempSubdirectory("fake-provider-").FullName, billsFolder is null);
        if (Idle.TryDequeue(out var idle))
            await fake.TakeAsync(idle.Process, idle.Address);
        else
            await fake.LaunchAsync();
        if (start is not null)
            await fake.ControlAsync(start);
        return fake;
    }

    /// <summary>Changes how it behaves from the next request on.</summary>
    public async Task<FakeReport> ControlAsync(FakeControl change)
    {
        using var body = new StringContent(JsonSerializer.Serialize(change, FakeJson.Options), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(Address, "/control"), body);
        answer.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize<FakeReport>(await answer.Content.ReadAsStringAsync(), FakeJson.Options)!;
    }

    /// <summary>Plays these faults from the next request on, in place of those before; none makes it well again.</summary>
    public Task<FakeReport> FailAsync(params Fault[] faults) => ControlAsync(new FakeControl { Faults = faults });

    /// <summary>What it did so far.</summary>
    public async Task<FakeReport> ReportAsync() =>
        JsonSerializer.Deserialize<FakeReport>(await http.GetStringAsync(new Uri(Address, "/control")), FakeJson.Options)!;

    /// <summary>The bills on disk, oldest first; also after the process died.</summary>
    public IReadOnlyList<Bill> Bills() => BillStore.ReadFolder(BillsFolder);

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts it again on the same port and folder. Settings and faults are those of a new start.</summary>
    public async Task RestartAsync(FakeControl? start = null)
    {
        await KillAsync();
        await LaunchAsync();
        if (start is not null)
            await ControlAsync(start);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false } alive)
            Idle.Enqueue((alive, Address));
        process = null;
        http.Dispose();
        if (ownsFolder)
            Directory.Delete(BillsFolder, recursive: true);
    }

    private async Task TakeAsync(Process idle, Uri address)
    {
        (process, Address) = (idle, address);
        using var answer = await http.PostAsync(new Uri(address, $"/anew?bills={Uri.EscapeDataString(BillsFolder)}"), null);
        answer.EnsureSuccessStatusCode();
    }

    private async Task LaunchAsync()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            // This process's folder holds the settings of the program under test, which are not the fake's.
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])[typeof(FakeProviderProcess).Assembly.Location, "--urls", Address.GetLeftPart(UriPartial.Authority), "--bills", BillsFolder, "--exit-with-stdin", "true"])
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        process = Process.Start(start) ?? throw new InvalidOperationException("The fake provider did not start.");
        var line = await process.StandardOutput.ReadLineAsync();
        Address = Uri.TryCreate(line, UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"The fake provider said '{line}' instead of its address.");
    }
}

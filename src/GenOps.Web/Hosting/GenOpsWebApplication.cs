using System.Net.Sockets;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Core.Faults;
using GenOps.Core.Runs.Nodes;
using GenOps.Web.Auth;
using GenOps.Web.Demonstration;
using GenOps.Web.Http;
using GenOps.Web.Pages.Finance;
using GenOps.Web.Processes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace GenOps.Web.Hosting;

/// <summary>The server as a whole: builds it, runs it, and says in one line why it cannot.</summary>
public static class GenOpsWebApplication
{
    /// <summary>Where it listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="args">Settings such as <c>--urls</c> and <c>--data</c>.</param>
    /// <param name="configure">Last word on the builder; for tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(GenOpsWebApplication).Assembly.GetName().Name,
            // Settings and web root lie beside the program, wherever it is started from.
            ContentRootPath = AppContext.BaseDirectory,
        });
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        var product = ProductAddress.From(args);
        builder.Configuration.KeepToCommandLine(product, args);
        builder.AddFeatures(builder.AddHosting(args), product);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseFeatures();
        return app;
    }

    /// <summary>Builds the server, starts it, prints where it is, and returns when it has stopped.</summary>
    /// <param name="args">Settings such as <c>--urls</c> and <c>--data</c>.</param>
    /// <param name="stop">Stops the server, as Ctrl+C does.</param>
    /// <returns>The exit code: 0, or 1 after one line on standard error.</returns>
    public static Task<int> RunAsync(string[] args, CancellationToken stop = default) => RunAsync(args, Console.Out, Console.Error, stop);

    /// <inheritdoc cref="RunAsync(string[], CancellationToken)" />
    internal static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, CancellationToken stop, Action<WebApplicationBuilder>? configure = null)
    {
        try
        {
            await using var app = Build(args, configure);
            await app.StartAsync(stop);
            app.Services.GetRequiredService<StartupLogGate>().Open();
            await PrintWhereAsync(app, output);
            await app.WaitForShutdownAsync(stop);
            return 0;
        }
        catch (Exception e) when (Explain(e, args) is { } line)
        {
            await error.WriteLineAsync(line);
            return 1;
        }
    }

    /// <summary>The addresses of a started server, as a person on this machine types them.</summary>
    public static IReadOnlyList<string> AddressesOf(WebApplication app) =>
    [
        .. (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            .Select(a => a.Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal)),
    ];

    /// <summary>The address by which programs on this machine reach the server, plain HTTP before HTTPS; null when it listens nowhere.</summary>
    internal static string? LocalAddressOf(IEnumerable<string> addresses) => addresses
        .Select(a => a.Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal))
        .OrderBy(a => a.StartsWith("https:", StringComparison.OrdinalIgnoreCase)).FirstOrDefault();

    private static DataFolder AddHosting(this WebApplicationBuilder builder, string[] args)
    {
        var settings = builder.Configuration;
        // An environment variable that happens to be called DATA is somebody else's.
        var given = new ConfigurationBuilder().AddCommandLine(args).Build()["data"] ?? settings["GENOPS_DATA"];
        var folder = new DataFolder(DataFolder.Resolve(given, Environment.CurrentDirectory));
        var gate = new StartupLogGate();
        builder.Logging.AddFilter((_, category, level) => gate.Lets(category, level));
        // The keys are as safe as the data folder, which only its user can read; saying so at each start helps nobody.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
        builder.Services.AddSingleton(gate);
        // Through a factory, so that the container gives the folder back when the host goes.
        builder.Services.AddSingleton(_ => folder);
        builder.Services.AddSingleton<TimeProvider>(new NodeClock(CrashPoints.Clock));
        builder.Services.AddHostedService<StartSequence>();
        var (role, database) = (ProcessRoles.Of(settings), DatabaseChoice.From(settings.GetConnectionString("GenOps"), folder.Path));
        role.Check(database);
        builder.Services.AddGenOpsDatabase(database);
        builder.Services.AddSingleton(new StoragePlace(folder.Path));
        builder.Services.AddSingleton(PublicAddress.From(settings));
        builder.Services.AddGenOpsKeys(settings, folder, role, database);
        builder.WebHost.ConfigureKestrel(o => o.AddServerHeader = false);
        // Only probes ask a worker anything, and several may share a machine.
        if (ListensByDefault(settings)) builder.WebHost.UseUrls(role == ProcessRole.Worker ? "http://127.0.0.1:0" : DefaultUrl);
        if (role.IsNode() && role.Serves()) builder.Services.AddHostedService<ServerFile>();
        if (role.Serves()) builder.Services.AddHostedService<FinanceWarmUp>();
        return folder;
    }

    private static bool ListensByDefault(ConfigurationManager settings) =>
        string.IsNullOrEmpty(settings["urls"]) && string.IsNullOrEmpty(settings["http_ports"])
        && string.IsNullOrEmpty(settings["https_ports"]) && !settings.GetSection("Kestrel:Endpoints").Exists();

    private static async Task PrintWhereAsync(WebApplication app, TextWriter output)
    {
        var addresses = AddressesOf(app);
        var serves = ProcessRoles.Of(app.Configuration).Serves();
        var where = string.Join(" and ", addresses);
        await output.WriteLineAsync(serves ? $"GenOps is running at {where}" : $"GenOps works on runs here; its probe is at {where}/healthz");
        await output.WriteLineAsync($"Data folder: {app.Services.GetRequiredService<DataFolder>().Path}");
        if (serves && app.Services.GetRequiredService<FirstAdministrator>().TakeLink(app.Services.GetRequiredService<PublicAddress>().Url?.ToString() ?? addresses[0]) is { } link)
        {
            await output.WriteLineAsync("There is no administrator yet. This link makes the first one, once:");
            await output.WriteLineAsync("  " + link);
        }

        await output.WriteLineAsync("Press Ctrl+C to stop.");
    }

    private static string? Explain(Exception exception, string[] args)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is StartFailedException) return e.Message;
            if (e is InvalidInputException) return e.Message.ReplaceLineEndings(" ");
            if (e is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                return $"The address is already in use: {Asked(args)}. Stop what listens there, or choose another with --urls http://localhost:5081.";
            if (e is SocketException { SocketErrorCode: SocketError.AccessDenied })
                return $"This user may not listen on {Asked(args)}. Choose a port above 1023 with --urls http://localhost:5080.";
            if (e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable })
                return $"This machine has no such address: {Asked(args)}. Choose another with --urls http://localhost:5080.";
            if (e is FormatException && IsAboutAddress(e))
                return $"The address cannot be read: {Asked(args)}. Write it as --urls http://localhost:5080.";
        }

        return StorageFault.Of(exception) is { } trouble ? $"GenOps cannot start. {StorageFault.Words(trouble)}" : null;
    }

    private static bool IsAboutAddress(Exception e) => e.Message.Contains("url", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("address", StringComparison.OrdinalIgnoreCase);

    private static string Asked(string[] args)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().AddCommandLine(args).Build();
        return settings["urls"] ?? DefaultUrl;
    }
}

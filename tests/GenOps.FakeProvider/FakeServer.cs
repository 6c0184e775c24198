using GenOps.FakeProvider.Bills;
using GenOps.FakeProvider.Endpoints;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace GenOps.FakeProvider;

/// <summary>
/// An OpenAI-compatible server that charges by writing bills to a folder and fails as it is told:
/// <c>--bills DIR [--urls http://127.0.0.1:0] [--lookup true] [--idempotent true] [--latencyMs 50] …</c>.
/// It prints its address as the only line on standard output. The entry point is no <c>Program</c>, so that a test
/// project can name the <c>Program</c> of the server under test.
/// </summary>
public static class FakeServer
{
    /// <summary>Runs until it is stopped, or with <c>--exit-with-stdin true</c> until standard input closes.</summary>
    public static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 256 << 20);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        if (builder.Configuration["bills"] is not { Length: > 0 } folder)
        {
            await Console.Error.WriteLineAsync("Say where the bills go: --bills DIR");
            return 2;
        }

        var state = new FakeState(new BillStore(folder), TimeProvider.System);
        state.Apply(builder.Configuration.Get<FakeControl>() ?? new FakeControl());
        // A request that is under way when all begins anew keeps what it began with.
        builder.Services.AddSingleton(new FakeLife(state)).AddScoped(services => services.GetRequiredService<FakeLife>().State);
        var app = builder.Build();
        app.MapControl();
        app.MapModels();
        app.MapChatCompletions();
        app.MapImages();
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        // A test process that dies closes this end, and the server goes with it.
        if (builder.Configuration.GetValue<bool>("exit-with-stdin"))
        {
            await Console.In.ReadToEndAsync();
            await app.StopAsync();
        }
        else
        {
            await app.WaitForShutdownAsync();
        }

        return 0;
    }
}

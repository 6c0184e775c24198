using GenOps.Web.Processes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace GenOps.Web.Demonstration;

/// <summary>The demonstration's side of the pipe: takes the secret, says where it listens, and ends this process when the product is gone.</summary>
internal sealed class ProductWatch(IServer server, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly StreamReader _product = new(Console.OpenStandardInput());

    /// <summary>Signs the tickets that the product gives out.</summary>
    public string Secret { get; private set; } = "";

    public async Task StartingAsync(CancellationToken cancellationToken) =>
        Secret = await _product.ReadLineAsync(cancellationToken)
            ?? throw new StartFailedException($"--{ProductAddress.Setting} is for a GenOps that starts its demonstration. Look at one with genops serve --data DIR.");

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(DemonstrationPipe.ReadyAt(BindingAddress.Parse(address).Port));
        _ = Task.Run(WatchAsync, CancellationToken.None);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _product.Dispose();

    /// <summary>The system closes the pipe with the product, also where that is killed.</summary>
    private async Task WatchAsync()
    {
        while (await _product.ReadLineAsync() is not null)
        {
            // Nothing is said but the end.
        }

        lifetime.StopApplication();
        await Task.Delay(StopLimit, time);
        Environment.Exit(0);
    }
}

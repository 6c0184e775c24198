using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.EndToEnd.Tests.Machines;

/// <summary>Takes alerts on a loopback port.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private AlertReceiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<(string Event, string Kind)> Heard { get; } = new();

    /// <summary>What a process must be told so that it tells this receiver.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["GenOps__Alerts__Webhook__Url"] = app.Urls.First(),
        ["GenOps__Alerts__Webhook__Secret"] = "0123456789abcdef",
    };

    public static async Task<AlertReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new AlertReceiver(builder.Build());
        receiver.app.Run(async context =>
        {
            var alert = (await JsonNode.ParseAsync(context.Request.Body))!;
            receiver.Heard.Enqueue(((string)alert["event"]!, (string)alert["kind"]!));
        });
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

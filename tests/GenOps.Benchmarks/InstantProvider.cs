using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GenOps.Benchmarks;

/// <summary>A provider that answers every chat with the same few words, at once or after a set time, so that what is measured is not the provider.</summary>
internal sealed class InstantProvider : IAsyncDisposable
{
    /// <summary>A model of the public price list.</summary>
    public const string Model = "gpt-4o-mini";

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        """
        {"id":"chatcmpl-benchmark","object":"chat.completion","created":1790000000,"model":"gpt-4o-mini",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Three short words."}}],
         "usage":{"prompt_tokens":24,"completion_tokens":4,"total_tokens":28}}
        """);

    private readonly WebApplication app;

    private InstantProvider(WebApplication app, Uri address) => (this.app, Address) = (app, address);

    /// <summary>The base URL to configure.</summary>
    public Uri Address { get; }

    /// <summary>Starts one on a free loopback port.</summary>
    public static async Task<InstantProvider> StartAsync(TimeSpan latency = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (latency > TimeSpan.Zero) await Task.Delay(latency);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            await context.Response.Body.WriteAsync(Answer);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new InstantProvider(app, new Uri($"{address}/v1"));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => app.DisposeAsync();
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GenOps.Benchmarks;

/// <summary>
/// A provider that answers every chat with the same few words, at once or after a set time, so that what is measured is not the provider.
/// Asked to "List 50 things" it lists so many.
/// </summary>
internal sealed partial class InstantProvider : IAsyncDisposable
{
    /// <summary>A model of the public price list.</summary>
    public const string Model = "gpt-4o-mini";

    private static readonly byte[] Answer = Saying("Three short words.");

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
            using var request = new StreamReader(context.Request.Body);
            var answer = List().Match(await request.ReadToEndAsync()) is { Success: true } list ? Things(int.Parse(list.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) : Answer;
            if (latency > TimeSpan.Zero) await Task.Delay(latency);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new InstantProvider(app, new Uri($"{address}/v1"));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static byte[] Things(int count) => Saying(JsonSerializer.Serialize(new { things = Enumerable.Range(1, count).Select(n => $"thing number {n}") }));

    private static byte[] Saying(string content) => Encoding.UTF8.GetBytes(
        $$$"""
        {"id":"chatcmpl-benchmark","object":"chat.completion","created":1790000000,"model":"{{{Model}}}",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":{{{JsonSerializer.Serialize(content)}}}}}],
         "usage":{"prompt_tokens":24,"completion_tokens":4,"total_tokens":28}}
        """);

    [GeneratedRegex("List ([0-9]+) things")]
    private static partial Regex List();
}

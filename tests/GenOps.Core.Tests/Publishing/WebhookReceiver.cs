using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Tests.Publishing;

/// <summary>A receiver on a loopback port, which checks signatures as a customer's would.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Secret = "a secret of enough characters";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<int> answers;
    private readonly ConcurrentQueue<Post> posts = new();

    private WebhookReceiver(int[] answers)
    {
        this.answers = new ConcurrentQueue<int>(answers);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/hook", TakeAsync);
    }

    public string Url => app.Urls.Single() + "/hook";

    public IReadOnlyCollection<Post> Posts => posts;

    /// <param name="answers">Status codes in order; 200 when there are no more.</param>
    public static async Task<WebhookReceiver> StartAsync(params int[] answers)
    {
        var receiver = new WebhookReceiver(answers);
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        posts.Enqueue(new Post(
            context.Request.Headers["X-GenOps-Signature"].ToString(),
            context.Request.Headers["X-GenOps-Timestamp"].ToString(),
            context.Request.Headers["Idempotency-Key"].ToString(),
            body.ToArray()));
        context.Response.StatusCode = answers.TryDequeue(out var status) ? status : 200;
        if (context.Response.StatusCode == 302) context.Response.Headers.Location = "/elsewhere";
    }

    public sealed record Post(string Signature, string Timestamp, string IdempotencyKey, byte[] Body)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public bool IsSignedWith(string secret)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
            hmac.AppendData(Encoding.UTF8.GetBytes($"{Timestamp}."));
            hmac.AppendData(Body);
            return Signature == "sha256=" + Convert.ToHexStringLower(hmac.GetHashAndReset());
        }
    }
}

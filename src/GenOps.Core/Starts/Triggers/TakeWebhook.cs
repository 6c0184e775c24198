using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Starts a run for a signed request, once for each delivery however often it is sent.</summary>
public sealed class TakeWebhook(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start, ISecretProtector secrets, TimeProvider time)
{
    /// <summary>How far a request's time may lie from now.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Checks the request and starts its run; delivery and run commit together.</summary>
    /// <exception cref="NotFoundException">There is no such webhook.</exception>
    /// <exception cref="SignatureRefusedException">The signature or the time does not fit.</exception>
    /// <exception cref="ConflictException">The trigger is disabled, or the delivery came before with another body.</exception>
    /// <exception cref="GenOpsException">The run cannot start; a further request of the same delivery tries again.</exception>
    public async Task<WebhookTaken> ExecuteAsync(TriggerId id, WebhookRequest request, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var trigger = await db.Triggers.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && t.Kind == TriggerKind.Webhook, cancellationToken)
            ?? throw new NotFoundException($"There is no webhook {id}.");
        Verify(trigger, request);
        var incoming = new Incoming(request, Convert.ToHexStringLower(SHA256.HashData(request.Body)));
        if (!trigger.Enabled) throw new ConflictException($"The trigger '{trigger.Name}' is disabled.");
        var attempt = await StartAttempt.OfAsync(() => PrepareAsync(trigger, request, cancellationToken));
        var (taken, refusal) = await runner.RunAsync(TriggerRows.ActorOf(trigger), scope => StageAsync(scope, trigger, incoming, attempt), cancellationToken);
        // Kept for who looks why nothing started; the sender is told as well, and may send again.
        return taken ?? throw refusal ?? new NotFoundException($"There is no webhook {id}.");
    }

    /// <summary>The signature a sender makes.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private void Verify(Trigger trigger, WebhookRequest request)
    {
        var expected = Sign(secrets.Unprotect(trigger.ProtectedSecret), request.Timestamp, request.Body);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(request.Signature)))
            throw new SignatureRefusedException("The signature does not fit. Send X-GenOps-Signature: sha256=HEX, the HMAC-SHA-256 of timestamp, a dot and the body under the trigger's secret.");
        var sent = long.TryParse(request.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
            ? DateTime.UnixEpoch.AddSeconds(seconds)
            : throw new SignatureRefusedException("The time cannot be read. Send X-GenOps-Timestamp: seconds since 1970.");
        if ((time.UtcNow() - sent).Duration() > Window)
            throw new SignatureRefusedException($"The request is more than {Window.TotalMinutes:0} minutes from now. Sign each attempt anew, and keep the clocks right.");
    }

    /// <returns>What was taken, or why nothing starts; neither where the trigger is gone.</returns>
    private static async Task<(WebhookTaken? Taken, GenOpsException? Refusal)> StageAsync(
        CommandScope scope, Trigger trigger, Incoming incoming, StartAttempt attempt)
    {
        var (db, _, now, cancellationToken) = scope;
        if (!await TriggerRows.LockAsync(db, trigger.Id, cancellationToken)) return (null, null);
        var request = incoming.Request;
        var key = request.Delivery ?? request.Signature;
        // Every signature is kept: a replay may call itself something else, but it cannot be signed anew.
        var known = await db.TriggerDeliveries.Where(d => d.TriggerId == trigger.Id && (d.Key == key || d.Signature == request.Signature)).ToListAsync(cancellationToken);
        if (known.Exists(d => d.BodyHash is { } hash && hash != incoming.BodyHash)) throw Reused(key);
        var run = known.Select(d => d.RunId).FirstOrDefault(r => r is not null);
        var repeated = run is not null;
        GenOpsException? refusal = null;
        if (run is null) (run, refusal) = await attempt.StageAsync(scope);
        if (known.All(d => d.Signature != request.Signature)) known.Add(Added(db, trigger, incoming, known.Count == 0 ? key : request.Signature, now));
        foreach (var delivery in known) (delivery.RunId, delivery.Problem) = (run, refusal?.Message ?? "");
        return (run is { } started ? new WebhookTaken(started, repeated) : null, refusal);
    }

    /// <summary>The same id stands for two bodies: which of them was meant, only the sender knows.</summary>
    private static ConflictException Reused(string delivery) =>
        new($"The delivery '{delivery}' came before with another body, and nothing was done with this one. Send it under an id of its own.");

    private static TriggerDelivery Added(GenOpsDbContext db, Trigger trigger, Incoming incoming, string key, DateTime now)
    {
        var delivery = new TriggerDelivery
        {
            Id = Id.New<TriggerDeliveryId>(),
            TriggerId = trigger.Id,
            Key = key,
            Signature = incoming.Request.Signature,
            BodyHash = incoming.BodyHash,
            Label = incoming.Request.Delivery ?? "request",
            At = now,
            Settled = true,
        };
        db.Add(delivery);
        return delivery;
    }

    private async Task<PreparedRun> PrepareAsync(Trigger trigger, WebhookRequest request, CancellationToken cancellationToken)
    {
        var body = Parse(request.Body);
        var inputs = new Dictionary<string, InputValue>(InputValue.FromJson(Json.Parse(trigger.Inputs)!.AsObject()));
        foreach (var (input, path) in Json.Parse(trigger.Mapping)!.AsObject())
        {
            if (JsonField.Text(body, path!.GetValue<string>()) is { } text) inputs[input] = new InputValue.Text(text);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.Where(p => p.Id == trigger.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        return await start.PrepareAsync(new StartRunRequest(pipeline, inputs, trigger.Money, "webhook"), cancellationToken);
    }

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            WellFormedText.DemandJson(body);
            return Json.Parse(body, Strict);
        }
        catch (JsonException)
        {
            throw new InvalidInputException("body", "The body is no JSON.", "Send a JSON object whose fields the trigger's mapping names.");
        }
    }

    /// <param name="Request">As it came in.</param>
    /// <param name="BodyHash">As <see cref="TriggerDelivery.BodyHash"/>.</param>
    private sealed record Incoming(WebhookRequest Request, string BodyHash);
}

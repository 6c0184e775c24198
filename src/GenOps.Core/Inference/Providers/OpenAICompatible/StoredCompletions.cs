using System.Runtime.InteropServices;
using System.Text.Json;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Looks a call up in the provider's list of stored completions.</summary>
internal static class StoredCompletions
{
    /// <summary>The metadata entry that carries the call's id.</summary>
    public const string MetadataKey = "genops_call";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Asks once.</summary>
    public static async Task<LookUpOutcome> FindAsync(ProviderTransport transport, ModelCallId call, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = transport.Settings;
        using var timer = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return Find(await ProviderRead.GetAsync(transport, $"chat/completions?metadata%5B{MetadataKey}%5D={call}&limit=10&order=asc", either.Token), call);
        }
        catch (RefusedException refused)
        {
            return new LookUpOutcome.Unknown(refused.Status is 404 or 405 or 501
                ? $"{settings.Name} keeps no list of stored completions (HTTP {refused.Status}). Turn its look-up off."
                : $"{settings.Name} refused the look-up: HTTP {refused.Status}, {refused.Message}");
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException or System.ClientModel.ClientResultException)
        {
            return new LookUpOutcome.Unknown($"{settings.Name} could not be asked: {failure.Message}");
        }
    }

    private static LookUpOutcome Find(byte[] list, ModelCallId call)
    {
        using var document = Json.ParseDocument(list);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array)
            return new LookUpOutcome.Unknown("The list of stored completions has no 'data'.");
        foreach (var completion in data.EnumerateArray())
        {
            // A server that ignores the filter lists other calls' answers; theirs must not become ours.
            if (!Carries(completion, call))
                return new LookUpOutcome.Unknown("The provider does not filter its stored completions by metadata. Turn its look-up off.");
            return new LookUpOutcome.Found(
                JsonMarshal.GetRawUtf8Value(completion).ToArray(),
                JoinedText.Of(completion, "id"));
        }

        return new LookUpOutcome.Absent();
    }

    private static bool Carries(JsonElement completion, ModelCallId call) =>
        completion.ValueKind == JsonValueKind.Object
        && completion.TryGetProperty("metadata", out var metadata)
        && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty(MetadataKey, out var value)
        && value.ValueEquals(call.ToString());
}

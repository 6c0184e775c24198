using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Providers.OpenAICompatible;

namespace GenOps.Core.Inference.Protocol;

/// <summary>What an answer says, read before T3 begins, so that T3 only writes it down.</summary>
/// <param name="Answer">What it says, or why it says nothing of use.</param>
/// <param name="Body">The bytes as they arrived, ready to be stored.</param>
internal sealed record AnswerReading(ModelAnswer Answer, BlobContent Body)
{
    /// <summary>Reads and hashes an answer as long as it is; never under the write turn.</summary>
    public static AnswerReading Of(IModelProvider provider, CanonicalRequest request, byte[] body, long? cutAt) =>
        new(Read(provider, request, body, cutAt), BlobContent.Of(body, EventStream.Is(body) ? "text/event-stream" : "application/json"));

    /// <summary>Writes on the call's row that it was answered, and by what.</summary>
    /// <param name="row">The call.</param>
    /// <param name="to">Responded, or charged late.</param>
    /// <param name="providerRef">The provider's own name of the answer, as it came beside it; null for none.</param>
    /// <param name="cutAt">As <see cref="ModelCall.AnswerCutAt"/>.</param>
    /// <param name="now">UTC.</param>
    public void Put(ModelCall row, CallState to, string? providerRef, long? cutAt, DateTime now)
    {
        CallTransitions.Move(row, to);
        (row.AnswerHash, row.AnswerCutAt, row.EndedAt) = (Body.Hash, cutAt, now);
        row.ProviderRef = providerRef ?? Answer.Reference ?? "";
        row.UsageEstimated = Answer.Usage.Estimated;
        row.AnsweredModel = Answer.Model ?? "";
        row.ServiceTier = Answer.ServiceTier ?? "";
        (row.Problem, row.Failure) = ("", null);
    }

    /// <summary>What the answer used, a row for each meter.</summary>
    public IEnumerable<UsageLine> Lines(ModelCallId call) => Answer.Usage.Quantities
        .Select(u => new UsageLine { Id = Id.New<UsageLineId>(), CallId = call, Meter = u.Meter, Variant = u.Variant, Quantity = u.Quantity });

    /// <summary>Reads an answer, whatever it is: what no reader expected is an answer of no use, priced at the most it may have used.</summary>
    /// <param name="provider">Who gave it.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="body">What was kept of it.</param>
    /// <param name="cutAt">As <see cref="ModelCall.AnswerCutAt"/>.</param>
    public static ModelAnswer Read(IModelProvider provider, CanonicalRequest request, byte[] body, long? cutAt)
    {
        WriteTurn.MustNotHold("reading an answer");
        if (cutAt is { } bound) return Cut(provider, request, bound);
        try
        {
            return provider.Read(request, body);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Useless(provider, request, $"The answer cannot be read: {e.Message}");
        }
    }

    private static ModelAnswer Cut(IModelProvider provider, CanonicalRequest request, long bound)
    {
        var size = bound % (1 << 20) == 0 ? $"{bound >> 20} MiB" : FormattableString.Invariant($"{bound:#,##0} bytes");
        var why = $"The answer is larger than {size} and was cut off there; what arrived is kept, and its cost estimated. "
            + $"Ask for less, or raise {AnswerLimits.SettingOf(request.Kind)}.";
        return Useless(provider, request, why) with { IsCut = true };
    }

    private static ModelAnswer Useless(IModelProvider provider, CanonicalRequest request, string why) =>
        new(null, null, provider.WorstCase(request) with { Estimated = true }, null, null, why);
}

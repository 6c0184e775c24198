using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Providers.OpenAICompatible;

namespace GenOps.Core.Inference.Protocol;

/// <summary>What an answer says, read before T3 begins, so that T3 only writes it down.</summary>
/// <param name="Answer">What it says, or why it says nothing of use.</param>
/// <param name="Body">The bytes as they arrived, ready to be stored.</param>
internal sealed record AnswerReading(ModelAnswer Answer, BlobContent Body)
{
    /// <summary>Reads and hashes an answer as long as it is; never under the write turn.</summary>
    public static AnswerReading Of(IModelProvider provider, CanonicalRequest request, byte[] body) =>
        new(Read(provider, request, body), BlobContent.Of(body, EventStream.Is(body) ? "text/event-stream" : "application/json"));

    /// <summary>Reads an answer, whatever it is: what no reader expected is an answer of no use, priced at the most it may have used.</summary>
    public static ModelAnswer Read(IModelProvider provider, CanonicalRequest request, byte[] body)
    {
        WriteTurn.MustNotHold("reading an answer");
        try
        {
            return provider.Read(request, body);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new ModelAnswer(null, null, provider.WorstCase(request) with { Estimated = true }, null, null, $"The answer cannot be read: {e.Message}");
        }
    }
}

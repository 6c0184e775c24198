namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>What arrived.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="IsCut">Whether there was more, above the bound, that was not taken.</param>
internal sealed record ReceivedAnswer(byte[] Body, bool IsCut);

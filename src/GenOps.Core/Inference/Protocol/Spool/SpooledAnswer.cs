namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>An answer as it is kept in the spool.</summary>
/// <param name="Call">Whose it is.</param>
/// <param name="Body">As it arrived.</param>
/// <param name="ProviderRef">The provider's own name of it; null for none.</param>
/// <param name="CutAt">As <see cref="ModelCall.AnswerCutAt"/>.</param>
internal sealed record SpooledAnswer(ModelCallId Call, byte[] Body, string? ProviderRef, long? CutAt = null);

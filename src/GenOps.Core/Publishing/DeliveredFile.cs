namespace GenOps.Core.Publishing;

/// <summary>One file as it leaves.</summary>
internal sealed record DeliveredFile(OutputId? OutputId, string Name, string MediaType, byte[] Content);

namespace GenOps.Core.Inference.Providers;

/// <summary>What a provider can do when it is not known whether a call was received.</summary>
/// <param name="LookUp">Completions are stored and can be found by the call's id (<c>metadata</c>).</param>
/// <param name="Idempotent">A second request under the same key is proven not to be charged.</param>
public sealed record ProviderCapabilities(bool LookUp, bool Idempotent);

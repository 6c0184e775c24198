namespace GenOps.Core.Inference.Providers;

/// <summary>A provider that is named is not configured.</summary>
public sealed class ProviderMissingException(string name)
    : GenOpsException($"No provider named '{name}' is configured. Add it under Settings, or by GenOps__Providers__{name}__BaseUrl.");

namespace GenOps.Core.Inference.Providers;

/// <summary>The providers there are, in order of preference; settings changed in the UI show at the next call.</summary>
public interface IProviderRegistry
{
    /// <summary>The configured providers without the sandbox, by their order, those of the environment first, then by name.</summary>
    IReadOnlyList<ProviderSettings> Configured { get; }

    /// <summary>What keeps a provider of the settings from being used, by its name.</summary>
    IReadOnlyDictionary<string, string> Problems { get; }

    /// <summary>The provider of that name.</summary>
    /// <exception cref="ProviderMissingException">There is none of that name.</exception>
    IModelProvider Get(string name);

    /// <summary>Reads the settings anew at the next use; a command that changed them calls it.</summary>
    void Refresh();
}

using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Inference.Providers;

/// <summary><c>GenOps:Failover</c>, in the environment <c>GenOps__Failover</c>: decides for every provider, so that nobody is asked.</summary>
public static class FailoverSetting
{
    /// <summary>Its name, as people write it.</summary>
    public const string Name = "GenOps__Failover";

    /// <summary>Whether providers of one tier answer for each other; null where it is not set.</summary>
    /// <exception cref="ProviderConfigurationException">It is neither true nor false.</exception>
    public static bool? Read(IConfiguration configuration) => configuration["GenOps:Failover"]?.Trim().ToLowerInvariant() switch
    {
        null or "" => null,
        "true" or "1" or "on" or "yes" => true,
        "false" or "0" or "off" or "no" => false,
        var other => throw new ProviderConfigurationException([new FieldProblem(Name, $"'{other}' is neither true nor false.", "Use true or false.")]),
    };
}

using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Outbound;

/// <summary>A host and port that a setting names.</summary>
/// <param name="Target">The host and port.</param>
/// <param name="Setting">The setting, as <c>GenOps:Alerts:Webhook:Url</c>.</param>
public sealed record NamedTarget(OutboundTarget Target, string Setting);

/// <summary>Hosts and ports that are allowed by being named: whoever writes the configuration owns the machine.</summary>
public sealed class OutboundNames(IReadOnlyList<NamedTarget> list)
{
    private readonly HashSet<OutboundTarget> targets = [.. list.Select(named => named.Target)];

    /// <summary>All of them, by setting.</summary>
    public IReadOnlyList<NamedTarget> List { get; } = list;

    /// <summary>Reads every setting that says where GenOps connects to. What is written wrongly is told by the feature it belongs to.</summary>
    public static OutboundNames Read(IConfiguration configuration)
    {
        IEnumerable<IConfigurationSection> addresses =
        [
            .. configuration.GetSection("GenOps:Providers").GetChildren().Select(provider => provider.GetSection("BaseUrl")),
            .. configuration.GetSection("GenOps:Channels").GetChildren().Select(channel => channel.GetSection("Url")),
            configuration.GetSection("GenOps:Alerts:Webhook:Url"),
        ];
        var named = addresses
            .Where(setting => setting.Value?.Contains("://", StringComparison.Ordinal) == true)
            .Select(setting => OutboundTarget.TryRead(setting.Value, out var target) ? new NamedTarget(target, setting.Path) : null)
            .OfType<NamedTarget>().ToList();
        var mail = configuration.GetSection("GenOps:Alerts:Smtp");
        if (mail["Host"] is { Length: > 0 } host) named.Add(new NamedTarget(OutboundTarget.Of(host, mail.GetValue("Port", 587)), $"{mail.Path}:Host"));
        return new OutboundNames([.. named.OrderBy(n => n.Setting, StringComparer.Ordinal)]);
    }

    /// <summary>True for exactly this host and this port.</summary>
    public bool Contains(OutboundTarget target) => targets.Contains(target);
}

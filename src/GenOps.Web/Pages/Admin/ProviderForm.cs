using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Outbound;

namespace GenOps.Web.Pages.Admin;

/// <summary>A provider as a person edits it.</summary>
public sealed class ProviderForm
{
    /// <summary>The tiers in the order shown.</summary>
    public static readonly IReadOnlyList<Tier> Tiers = [Tier.Small, Tier.Standard, Tier.Frontier, Tier.Image];

    public string Name { get; set; } = "";

    public string BaseUrl { get; set; } = "";

    /// <summary>Entered now; what is kept is never put in here.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>True where a key is kept already.</summary>
    public bool HasKey { get; private init; }

    public bool RemoveKey { get; set; }

    /// <summary>The environment variable whose key is taken where none is entered; it is read here and never sent to a browser.</summary>
    public string? KeyVariable { get; private init; }

    /// <summary>True for one that is saved: its name stays.</summary>
    public bool IsSaved { get; private init; }

    /// <summary>A model by tier; empty where a tier is not served.</summary>
    public Dictionary<Tier, string> Models { get; } = Tiers.ToDictionary(t => t, _ => "");

    /// <summary>The models the server offers; empty where it was not asked.</summary>
    public IReadOnlyList<string> Offered { get; set; } = [];

    public bool LookUp { get; set; }

    public bool Idempotent { get; set; }

    public bool Streaming { get; set; }

    public int TimeoutSeconds { get; set; } = 120;

    /// <summary>Who answers instead, parted by commas.</summary>
    public string Fallbacks { get; set; } = "";

    /// <summary>True where it never answers for another.</summary>
    public bool NeverFallback { get; set; }

    /// <summary>Its place in its tiers; the lowest is asked first.</summary>
    public int Order { get; set; } = ProviderDraft.UsualOrder;

    /// <summary>Where inside the network the person has agreed to; null for nowhere.</summary>
    public OutboundTarget? Agreed { get; set; }

    /// <summary>Where it stands, when that is where the person has agreed to; null otherwise.</summary>
    public OutboundTarget? AllowedBySaving => OutboundTarget.TryRead(BaseUrl, out var target) && target == Agreed ? target : null;

    /// <summary>Empty for the default by worst case.</summary>
    public string InDoubt { get; set; } = "";

    /// <summary>For one found on this machine.</summary>
    public static ProviderForm Of(DiscoveredProvider found) => new()
    {
        Name = found.Name,
        BaseUrl = found.BaseUrl.ToString(),
        Offered = found.Models,
        KeyVariable = found.KeyVariable,
        // What was found with a key in the environment is on the internet.
        Agreed = found.KeyVariable is null ? OutboundTarget.Of(found.BaseUrl) : null,
    };

    /// <summary>For one that is saved; its key stays where it is.</summary>
    public static ProviderForm Of(ProviderRow row)
    {
        var form = new ProviderForm
        {
            Name = row.Name,
            BaseUrl = row.BaseUrl,
            HasKey = row.HasKey,
            IsSaved = true,
            LookUp = row.LookUp,
            Idempotent = row.Idempotent,
            Streaming = row.Streaming,
            TimeoutSeconds = row.TimeoutSeconds,
            Fallbacks = row.Fallbacks,
            NeverFallback = row.NeverFallback,
            Order = row.Order,
            InDoubt = row.InDoubtPolicy?.ToString() ?? "",
        };
        foreach (var (tier, model) in row.Models) form.Models[tier] = model;
        return form;
    }

    /// <summary>What is saved.</summary>
    public SaveProviderRequest ToRequest() => new(ToDraft(), RemoveKey, AllowInside: AllowedBySaving is not null);

    /// <summary>What the commands take.</summary>
    public ProviderDraft ToDraft() => new()
    {
        Name = Name.Trim(),
        BaseUrl = BaseUrl,
        ApiKey = ApiKey.Length > 0 ? ApiKey.Trim() : KeyVariable is null ? null : Environment.GetEnvironmentVariable(KeyVariable),
        Models = Models.Where(m => m.Value.Trim().Length > 0).ToDictionary(m => m.Key, m => m.Value),
        LookUp = LookUp,
        Idempotent = Idempotent,
        Streaming = Streaming,
        TimeoutSeconds = TimeoutSeconds,
        Fallbacks = Fallbacks,
        NeverFallback = NeverFallback,
        Order = Order,
        InDoubtPolicy = Enum.TryParse<InDoubtPolicy>(InDoubt, out var policy) ? policy : null,
    };
}

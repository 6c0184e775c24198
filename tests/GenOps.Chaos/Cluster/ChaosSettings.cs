using GenOps.Core.Faults;
using GenOps.FakeProvider.Client;

namespace GenOps.Chaos.Cluster;

/// <summary>The settings of a server under test: short leases and looks, so that recovery takes seconds.</summary>
internal static class ChaosSettings
{
    public static Dictionary<string, string> Of(ChaosStart start, FakeProviderProcess keyed, FakeProviderProcess keyless, string plans)
    {
        var settings = new Dictionary<string, string>
        {
            [CrashPoints.Variable] = plans,
            ["GenOps__HotPath__Enabled"] = start.IsHot ? "true" : "false",
            ["GenOps__Recovery__Lease"] = "00:00:04",
            ["GenOps__Recovery__Sweep"] = "00:00:01",
            ["GenOps__Recovery__LookUpGrace"] = "00:00:01",
            ["GenOps__Recovery__LateChargeWindow"] = "00:00:03",
            ["GenOps__Recovery__LookUpPause"] = "00:00:00.300",
            // A paused run occupies a worker.
            ["GenOps__Workers"] = start.Nodes > 1 ? "16" : "64",
            ["DOTNET_TieredPGO"] = "0",
            // Its double mapping is a file in memory, which a limit on files would stop too.
            ["DOTNET_EnableWriteXorExecute"] = "0",
        };
        foreach (var mode in ProviderMode.All)
        {
            var name = $"GenOps__Providers__{mode.Name}__";
            settings[name + "BaseUrl"] = (mode.Idempotent ? keyed : keyless).BaseUrl.ToString();
            settings[name + "ApiKey"] = "key";
            settings[name + "Models__Small"] = ChaosPipelines.Model;
            settings[name + "LookUp"] = mode.LookUp ? "true" : "false";
            settings[name + "Idempotent"] = mode.Idempotent ? "true" : "false";
            // Longer than a busy machine takes for an answer: one that is late by itself would be in doubt like one that hangs.
            settings[name + "TimeoutSeconds"] = "20";
        }

        return settings;
    }
}

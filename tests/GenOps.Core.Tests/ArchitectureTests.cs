using System.Net.Sockets;
using System.Reflection;
using GenOps.Testing.Architecture;

namespace GenOps.Core.Tests;

/// <summary>The house's layout, as far as a machine can hold it.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "GenOps.Core";

    // What is here is seen by all features; none of these may look back at a feature, save Data, which maps all entities.
    private static readonly HashSet<string> Shared = ["", "Access", "Audit", "Blobs", "Data", "Delivery", "Outbound"];

    // Which other features a feature may use. What is not listed is forbidden, so that no cycle can start.
    private static readonly Dictionary<string, string[]> Directions = new()
    {
        ["Access"] = [],
        ["Audit"] = [],
        ["Blobs"] = [],
        ["Delivery"] = [],
        ["Outbound"] = [],
        ["Pipelines"] = ["Ledger"],
        ["Pricing"] = [],
        ["Ledger"] = ["Pricing"],
        ["Inference"] = ["Ledger", "Pricing"],
        ["Tools"] = [],
        ["Outputs"] = [],
        ["Publishing"] = ["Outputs"],
        ["Reviews"] = ["Outputs", "Ledger", "Pipelines", "Publishing"],
        ["Runs"] = ["Pipelines", "Inference", "Tools", "Outputs", "Reviews", "Publishing", "Ledger", "Pricing"],
        ["Telemetry"] = ["Inference"],
        ["Alerts"] = ["Runs", "Inference", "Ledger", "Pipelines"],
        ["Analytics"] = ["Ledger", "Runs", "Outputs", "Reviews", "Pipelines", "Inference", "Pricing", "Publishing"],
    };

    // Words of one feature that others need to say what they mean; they use nothing themselves.
    private static readonly HashSet<string> Vocabulary =
    [
        "GenOps.Core.Calls.CallPurpose", "GenOps.Core.Calls.CallState", "GenOps.Core.Calls.Meter",
        "GenOps.Core.Calls.Tier", "GenOps.Core.Calls.Usage", "GenOps.Core.Calls.UsageQuantity",
    ];

    // Keys of rows in more than one table: of whoever acts (an account or an API key), and of whatever cost money.
    private static readonly HashSet<string> KeysOfManyTables =
    [
        "Actor.Id", "AuditEntry.ActorId", "RunBatch.ActorId", "SavedView.OwnerId", "ReviewClaim.UserId", "ReviewDecision.ReviewerId", "Labour.UserId", "LedgerEntry.SourceId",
        "KpiRow.Id", "SignIn.UserId",
    ];

    private static readonly Assembly Core = typeof(Money).Assembly;

    [Fact]
    public void References_OfCore_HoldNoWebFramework()
    {
        var web = Core.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || name.StartsWith("MudBlazor", StringComparison.Ordinal)
                || name.StartsWith("GenOps.Web", StringComparison.Ordinal));

        AssertNone(web);
    }

    [Fact]
    public void Uses_BetweenFeatures_GoInTheDirectionsOfTheDesign()
    {
        var wrong =
            from use in TypeUse.Within(Core)
            let @from = Feature(use.From)
            let to = Feature(use.To)
            // What source generators write stands in namespaces of their own.
            where use.To.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true
            where @from != to && @from != "Data" && !Allowed(@from, to, use.To)
            select $"{use.From.FullName} ({use.Where}) uses {use.To.FullName}: {@from} → {to}";

        AssertNone(wrong);
    }

    [Fact]
    public void Features_OfCore_AllHaveTheirDirections()
    {
        var folders = Core.GetTypes().Where(type => type.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true).Select(Feature).Distinct();

        AssertNone(folders.Except(Directions.Keys).Except(Shared));
    }

    [Fact]
    public void Namespaces_OfCoreAndItsTests_EqualTheFolders()
    {
        string[] wrong =
        [
            .. CodeRules.MisplacedNamespaces("src/GenOps.Core", Root),
            .. CodeRules.MisplacedNamespaces("tests/GenOps.Core.Tests", "GenOps.Core.Tests"),
            .. CodeRules.MisplacedNamespaces("tests/GenOps.Testing", "GenOps.Testing"),
        ];

        AssertNone(wrong);
    }

    [Fact]
    public void Classes_OfCore_AreSealedUnlessInherited() =>
        AssertNone(CodeRules.UnsealedClasses(Core, typeof(ArchitectureTests).Assembly));

    [Fact]
    public void Signatures_OfCore_UseTypedKeys() => AssertNone(CodeRules.BareGuids(Core, KeysOfManyTables));

    [Fact]
    public void Connections_OfCore_AreMadeByTheGuardOnly()
    {
        // A clean HttpClient connects by itself, whatever handler stands behind it.
        Type[] connecting = [typeof(SocketsHttpHandler), typeof(HttpClientHandler), typeof(HttpMessageInvoker), typeof(TcpClient), typeof(Socket)];
        var wrong =
            from type in Core.GetTypes()
            where type.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true && Feature(type) != "Outbound"
            from made in TypeUse.MadeBy(type)
            where connecting.Any(c => c.IsAssignableFrom(made))
            select $"{type.FullName} makes a {made.Name}";

        AssertNone(wrong);
    }

    [Fact]
    public void Within_ThisAssembly_SeesUsesInAsyncBodiesAndLambdas()
    {
        var uses = TypeUse.Within(typeof(ArchitectureTests).Assembly);

        Assert.Contains(uses, use => use.From == typeof(UsesInsideALambda) && use.To == typeof(UsedOnlyInside));
    }

    private static void AssertNone(IEnumerable<string> violations)
    {
        var all = violations.Order(StringComparer.Ordinal).ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static bool Allowed(string from, string to, Type used) =>
        Shared.Contains(to)
        || Vocabulary.Contains(used.FullName!)
        || (Directions.TryGetValue(from, out var targets) && targets.Contains(to));

    /// <summary>The first folder below the project, empty for the shared kernel.</summary>
    private static string Feature(Type type)
    {
        var space = type.Namespace ?? Root;
        return space.Length <= Root.Length ? "" : space[(Root.Length + 1)..].Split('.')[0];
    }
}

internal static class UsedOnlyInside
{
    public static int Value => 1;
}

internal static class UsesInsideALambda
{
    public static Func<Task<int>> Later() => async () =>
    {
        await Task.Yield();
        return UsedOnlyInside.Value;
    };
}

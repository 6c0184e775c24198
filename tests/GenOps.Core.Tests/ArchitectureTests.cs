using System.Net.Sockets;
using System.Reflection;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Publishing;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Starting;
using GenOps.Testing.Architecture;

namespace GenOps.Core.Tests;

/// <summary>The house's layout, as far as a machine can hold it.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "GenOps.Core";

    // What is here is seen by all features; none of these may look back at a feature, save Data, which maps all entities.
    private static readonly HashSet<string> Shared = ["", "Access", "Audit", "Blobs", "Calls", "Data", "Delivery", "Faults", "Outbound"];

    // Which other features a feature may use. What is not listed is forbidden, so that no cycle can start.
    private static readonly Dictionary<string, string[]> Directions = new()
    {
        ["Access"] = [],
        ["Audit"] = [],
        ["Blobs"] = [],
        ["Calls"] = [],
        ["Delivery"] = [],
        ["Faults"] = [],
        ["Outbound"] = [],
        ["Outputs"] = [],
        ["Pricing"] = [],
        ["Ledger"] = ["Pricing"],
        ["Inference"] = ["Ledger", "Pricing"],
        ["Pipelines"] = ["Ledger"],
        ["Publishing"] = ["Outputs"],
        ["Reviews"] = ["Outputs", "Ledger", "Pipelines", "Publishing"],
        ["Runs"] = ["Pipelines", "Inference", "Outputs", "Reviews", "Publishing", "Ledger"],
        ["Levers"] = ["Runs", "Pipelines", "Inference", "Outputs", "Reviews", "Ledger", "Pricing"],
        ["Starts"] = ["Runs", "Levers", "Pipelines", "Inference", "Ledger"],
        ["Telemetry"] = ["Inference"],
        ["Alerts"] = ["Runs", "Starts", "Levers", "Inference", "Ledger", "Pipelines", "Analytics"],
        ["Analytics"] = ["Ledger", "Runs", "Outputs", "Reviews", "Pipelines", "Inference", "Pricing", "Publishing"],
        // Makes rows of all that a run leaves behind, by the owners of states and money; nothing uses it but the command line.
        ["Demonstration"] = ["Runs", "Pipelines", "Inference", "Outputs", "Reviews", "Publishing", "Ledger", "Pricing"],
        ["Desk"] = ["Runs", "Starts", "Levers", "Pipelines", "Inference", "Outputs", "Reviews", "Publishing", "Ledger", "Pricing"],
    };

    // Which rooms of its own feature a room may use. A feature's own folder holds its words and its face: it uses its rooms and they use it.
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Alerts.Channels"] = [],
        ["Alerts.Sources"] = [],
        ["Analytics.Rollups"] = [],
        ["Analytics.Measures"] = ["Rollups"],
        ["Analytics.Kpis"] = ["Measures", "Rollups"],
        ["Analytics.Reconciliation"] = ["Kpis", "Measures", "Rollups"],
        ["Desk.Runs"] = [],
        ["Desk.Operations"] = ["Runs"],
        ["Desk.Pipelines"] = ["Runs"],
        ["Desk.Reviews"] = [],
        ["Desk.Views"] = [],
        ["Inference.Limits"] = [],
        ["Inference.Providers"] = ["Limits"],
        ["Inference.Routing"] = ["Providers"],
        ["Inference.Protocol"] = ["Providers", "Routing", "Limits"],
        ["Ledger.Budgets"] = [],
        ["Levers.Holds"] = [],
        ["Levers.Reroutes"] = [],
        ["Levers.Batches"] = ["Holds"],
        ["Pipelines.Definitions"] = [],
        ["Pipelines.Samples"] = ["Definitions"],
        ["Runs.Nodes"] = [],
        ["Runs.Limits"] = [],
        ["Runs.Standing"] = ["Nodes"],
        ["Runs.Starting"] = [],
        ["Runs.Steps"] = ["Nodes", "Limits"],
        ["Runs.Engine"] = ["Nodes", "Limits", "Steps"],
        ["Starts.Schedules"] = [],
        ["Starts.Triggers"] = [],
        ["Starts.Backfills"] = ["Schedules"],
    };

    // Keys of rows in more than one table: of whoever acts (an account or an API key), of whatever cost money, and of what keeps units of the store apart.
    private static readonly HashSet<string> KeysOfManyTables =
    [
        "Actor.Id", "AuditEntry.ActorId", "RunBatch.ActorId", "SavedView.OwnerId", "ReviewClaim.UserId", "ReviewDecision.ReviewerId", "Labour.UserId", "LedgerEntry.SourceId",
        "KpiRow.Id", "SignIn.UserId",
        "StoreUnit.Key",
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
            where @from != to && @from != "Data" && !Allowed(@from, to)
            select $"{use.From.FullName} ({use.Where}) uses {use.To.FullName}: {@from} → {to}";

        AssertNone(wrong);
    }

    [Fact]
    public void Uses_BetweenFeatures_NeverGoBothWaysSaveBetweenAccessAndAudit()
    {
        var pairs = TypeUse.Within(Core)
            .Where(use => use.To.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true)
            .Select(use => (From: Feature(use.From), To: Feature(use.To)))
            .Where(pair => pair.From != pair.To && pair.From is not ("" or "Data") && pair.To is not ("" or "Data"))
            .ToHashSet();

        AssertNone(pairs.Where(p => pairs.Contains((p.To, p.From)) && p is not (("Access", "Audit") or ("Audit", "Access"))).Select(p => $"{p.From} ↔ {p.To}"));
    }

    [Fact]
    public void Uses_BetweenRoomsOfAFeature_GoInTheirDirections()
    {
        var wrong =
            from use in TypeUse.Within(Core)
            let @from = Room(use.From)
            let to = Room(use.To)
            where Feature(use.From) == Feature(use.To) && Feature(use.From) != "Data" && @from != to && @from.Contains('.') && to.Contains('.')
            where !Rooms.TryGetValue(@from, out var targets) || !targets.Contains(to.Split('.')[1])
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
    public void States_OfRunsStepsAndCalls_AreWrittenByTheirOwnersOnly()
    {
        string[] owners = [.. new[] { typeof(RunTransitions), typeof(StepTransitions), typeof(CallTransitions), typeof(PublishTransitions) }.Select(owner => owner.FullName!)];
        var writers = StateRule.Writers(Core, typeof(Run), typeof(StepRun), typeof(ModelCall), typeof(PublishCall)).ToList();

        Assert.All(owners, owner => Assert.Contains(writers, w => w.StartsWith(owner, StringComparison.Ordinal)));
        AssertNone(writers.Where(w => !owners.Any(owner => w.StartsWith(owner + " ", StringComparison.Ordinal))));
        AssertNone(StateRule.SqlWriters("src/GenOps.Core", "Runs", "StepRuns", "ModelCalls", "PublishCalls"));
    }

    [Fact]
    public void WriteTransactionsAndAuditEntries_OfCore_AreMadeByTheRunnerOfCommands()
    {
        // What writes for nobody: the protocols of calls (whose end the budgets commit) and deliveries, the engine, the sums of the figures, and the probe of the disk.
        Type[] nobody =
        [
            typeof(CallIntents), typeof(CallSending), typeof(CallAnswers), typeof(CallRefusal), typeof(CallDoubt), typeof(CallUpkeep),
            typeof(AnswersAgain), typeof(BudgetBook), typeof(LeftCalls), typeof(Publisher), typeof(RollupWrite), typeof(RunPlaces), typeof(StepClaims), typeof(StepCompletion), typeof(StorageProbe),
        ];
        var uses = TypeUse.Within(Core);
        var writing = uses.Where(use => use.To == typeof(WriteTransaction)).ToList();

        Assert.All(nobody, type => Assert.Contains(writing, use => use.From == type));
        AssertNone(writing.Where(use => use.From != typeof(CommandRunner) && !nobody.Contains(use.From)).Select(use => $"{use.From.FullName} ({use.Where})"));
        AssertNone(uses.Where(use => use.To == typeof(AuditTrail) && use.From != typeof(CommandScope) && use.From != typeof(StartUnit)).Select(use => $"{use.From.FullName} ({use.Where})"));
    }

    [Fact]
    public void WakeUps_OfCore_AreMadeInOnePlace() =>
        Assert.Equal([typeof(RunWakes)], Core.GetTypes().Where(type => TypeUse.MadeBy(type).Contains(typeof(OutboxMessage))));

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

    private static bool Allowed(string from, string to) =>
        Shared.Contains(to)
        || (Directions.TryGetValue(from, out var targets) && targets.Contains(to));

    /// <summary>The first two folders below the project, with a point between.</summary>
    private static string Room(Type type) => string.Join('.', (type.Namespace ?? Root).Split('.').Skip(2).Take(2));

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

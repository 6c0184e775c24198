using GenOps.Core.Data.Store;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>What stands in the way of calls in general; read once for all units that share a commit. In most installations there is nothing of it.</summary>
internal sealed class GateFacts : SharedFacts
{
    private Asked<IReadOnlyList<Hold>> holds = null!;
    private Asked<IReadOnlyList<Reroute>> reroutes = null!;
    private Asked<IReadOnlyList<Circuit>> circuits = null!;
    private Asked<IReadOnlyList<CallLimit>> limits = null!;
    private readonly List<string> born = [];
    private Asked<IReadOnlyList<Budget>> budgets = null!;
    private Asked<IReadOnlyList<string>> underWay = null!;

    /// <inheritdoc />
    public override void Ask(StoreReading reading)
    {
        holds = reading.Rows<Hold>("""
            "ReleasedAt" IS NULL AND "Scope" IN ('Pipeline', 'Provider')
            """);
        reroutes = reading.Rows<Reroute>("""
            "ReleasedAt" IS NULL
            """);
        circuits = reading.Rows<Circuit>("""
            "State" <> 'Closed' OR "Failures" > 0
            """);
        limits = reading.Rows<CallLimit>("1 = 1");
        // Those of a moment ago, and of limits that count them only: on the way are never more than there are workers.
        underWay = reading.Values<string>("""
            SELECT "Provider" || '/' || "Model" FROM "ModelCalls" WHERE "State" IN ('Intent', 'Sending')
              AND EXISTS (SELECT 1 FROM "CallLimits" WHERE "AtOnce" IS NOT NULL)
            """);
        budgets = reading.Rows<Budget>("""
            "EndedAt" IS NULL
            """);
    }

    /// <summary>Whether a call may be sent without asking anything further.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="step">Its step.</param>
    /// <param name="route">The route it would take while nothing stands in its way.</param>
    /// <param name="now">UTC.</param>
    public bool Lets(Run run, StepRun step, Route route, DateTime now)
    {
        var pipeline = run.PipelineId.ToString();
        return !holds.Value.Any(h => (h.Until is null || h.Until > now)
                && (h.Scope == HoldScope.Pipeline ? h.Target == pipeline : h.Target == route.Provider || h.Target == step.HeldFor))
            && !reroutes.Value.Any(r => (r.Until is null || r.Until > now) && RerouteRules.Concerns(r, run.PipelineId, step.StepId, run.TriggeredAt))
            && IsWell(route.Provider, route.Model);
    }

    /// <summary>Whether no circuit has to hear how a call to this model ended.</summary>
    public bool IsWell(string provider, string model) => !circuits.Value.Any(c => c.Provider == provider && c.Model == model);

    /// <summary>The budgets in force, live and sandbox.</summary>
    public IReadOnlyList<Budget> Budgets => budgets.Value;

    /// <summary>How many calls of a limit are under way, those of units before this one included.</summary>
    public int UnderWay(CallLimit limit) => underWay.Value.Concat(born)
        .Count(c => limit.Model.Length == 0 ? c.StartsWith($"{limit.Provider}/", StringComparison.Ordinal) : c == $"{limit.Provider}/{limit.Model}");

    /// <summary>A call is born with this commit.</summary>
    public void Count(Route route) => born.Add($"{route.Provider}/{route.Model}");

    /// <summary>The limits of a model, locked where its provider was foreseen.</summary>
    public IReadOnlyList<CallLimit> LimitsOf(string provider, string model) =>
        [.. limits.Value.Where(l => l.Provider == provider && (l.Model.Length == 0 || l.Model == model)).OrderBy(l => l.Model, StringComparer.Ordinal)];
}

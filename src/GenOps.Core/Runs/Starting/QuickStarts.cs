using System.Collections.Concurrent;
using System.Data.Common;
using GenOps.Core.Access;
using GenOps.Core.Data.Store;
using GenOps.Core.Delivery;

namespace GenOps.Core.Runs.Starting;

/// <summary>
/// Starts through the store, many in one commit. What it does not start is left to the command of old, which reads anew and says why: so
/// it may go by what was known of a pipeline a while ago, as the store finds out under its commit whether that still holds.
/// </summary>
public sealed class QuickStarts(IOutboxSignal signal, TimeProvider time, IEngineStore? store = null)
{
    private const int MostKnown = 500;

    private readonly ConcurrentDictionary<string, StartPlan> plans = new();

    /// <summary>Keeps what runs of a pipeline execute, for the next start.</summary>
    internal void Know(StartPlan plan)
    {
        if (store is null) return;
        if (plans.Count >= MostKnown) plans.Clear();
        plans[plan.Script.PipelineName] = plan;
    }

    /// <summary>Starts one by what is known.</summary>
    /// <param name="actor">Who, with the right to do it.</param>
    /// <param name="request">What.</param>
    /// <param name="key">So that the same start again is none; null where it shall start in any case.</param>
    /// <param name="prepare">Makes it ready.</param>
    /// <returns>The run; null where nothing was started.</returns>
    internal async Task<StartedRun?> TryAsync(Actor actor, StartRunRequest request, StartKey? key, Func<StartPlan, StartRunRequest, PreparedRun> prepare)
    {
        if (!plans.TryGetValue(request.Pipeline, out var plan)) return null;
        PreparedRun prepared;
        try
        {
            prepared = prepare(plan, request);
        }
        catch (GenOpsException)
        {
            // It may be wrong by an old version only, and where the pipeline is paused, that is what has to be said.
            return null;
        }

        return await TryAsync(actor, prepared, key);
    }

    /// <summary>Starts one that is ready.</summary>
    /// <returns>The run; null where nothing was started.</returns>
    internal async Task<StartedRun?> TryAsync(Actor actor, PreparedRun prepared, StartKey? key)
    {
        if (store is null) return null;
        var unit = new StartUnit(actor, prepared, key, time);
        try
        {
            if (!await store.CommitAsync(unit)) return null;
        }
        catch (DbException)
        {
            // Nothing was written: the key came twice at once, or the database is in trouble, which the command runs into and tells.
            return null;
        }

        signal.Notify();
        return unit.Started;
    }
}

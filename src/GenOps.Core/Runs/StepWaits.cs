using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore.Query;

namespace GenOps.Core.Runs;

/// <summary>What <see cref="StepRun.WaitNoMore"/> says of one step, for many in one statement.</summary>
internal static class StepWaits
{
    /// <summary>They wait for nothing any more.</summary>
    public static UpdateSettersBuilder<StepRun> SetNoWait(this UpdateSettersBuilder<StepRun> steps) => steps
        .SetProperty(s => s.WaitsFor, WaitKind.None)
        .SetProperty(s => s.WaitTarget, "")
        .SetProperty(s => s.WaitSince, (DateTime?)null)
        .SetProperty(s => s.WaitUntil, (DateTime?)null);
}

using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Tests.Runs.Engine.Safeguards;

/// <summary>The engine without one of its safeguards: each puts a service that does not keep it in place of the product's.</summary>
internal static class Weakened
{
    /// <summary>Whoever had a step once holds it for ever.</summary>
    public static void Fence(IServiceCollection services) => services.AddSingleton<IStepFence, OpenFence>();

    /// <summary>Leases do not hear that time passes.</summary>
    public static void Deadline(IServiceCollection services) => services.AddSingleton(s => new LeaseKeeper(
        s.GetRequiredService<IDbContextFactory<GenOpsDbContext>>(), s.GetRequiredService<LeaseClock>(), s.GetRequiredService<IStepFence>(),
        s.GetRequiredService<RunAborts>(), s.GetRequiredService<IOptions<RecoveryOptions>>(), new StandingTime(), s.GetRequiredService<ILogger<LeaseKeeper>>()));

    /// <summary>What this process works on is nowhere said.</summary>
    public static void Registered(IServiceCollection services) => services.AddSingleton<ICallsUnderWay, NothingUnderWay>();

    /// <summary>No answer is on a disk before it is read.</summary>
    public static void BytesFirst(IServiceCollection services)
    {
        // Under a file there is no folder.
        var spool = (SpoolFolder)services.Last(s => s.ServiceType == typeof(SpoolFolder)).ImplementationInstance!;
        File.WriteAllBytes(spool.Path, []);
        services.AddSingleton(new SpoolFolder(Path.Combine(spool.Path, "spool")));
    }

    /// <summary>Every answer is another one.</summary>
    public static void Identity(IServiceCollection services) => services.AddSingleton<IAnswerIdentity, NoIdentity>();

    private sealed class OpenFence : IStepFence
    {
        public string Demand => "TRUE";

        public IQueryable<StepRun> Held(GenOpsDbContext db, StepRun claimed) => db.StepRuns.Where(s => s.Id == claimed.Id);

        public bool Holds(StepRun row, StepRun claimed) => row.Id == claimed.Id;
    }

    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    private sealed class NothingUnderWay : ICallsUnderWay
    {
        public IEnumerable<ModelCallId> All => [];

        public AnswerTrail Enter(ModelCallId call, string file) => new(file, () => { });

        public bool Has(ModelCallId call) => false;
    }

    private sealed class NoIdentity : IAnswerIdentity
    {
        public bool IsSame(AnswerName recorded, AnswerName arrived) => false;
    }
}

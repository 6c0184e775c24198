using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Core.Runs.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Puts a test's own words before a kind of step, which still works as it does unless the test says otherwise.</summary>
internal sealed class ScriptedSteps(IStepKind real, Func<StepWork, IStepKind, Task<StepOutcome>> work) : IStepKind
{
    public StepKind Kind => real.Kind;

    public Task<StepOutcome> WorkAsync(StepWork step, CancellationToken cancellationToken) => work(step, real);

    /// <summary>For <see cref="EngineFixture.StartAsync"/>: every kind of step goes through the test.</summary>
    public static Action<IServiceCollection> All(Func<StepWork, IStepKind, Task<StepOutcome>> work) => services =>
    {
        var kinds = services.Where(s => s.ServiceType == typeof(IStepKind)).Select(s => s.ImplementationType!).ToList();
        services.RemoveAll<IStepKind>();
        // The hot way asks no worker of a kind.
        services.Configure<HotPathOptions>(o => o.Enabled = false);
        foreach (var kind in kinds)
        {
            services.AddSingleton(kind);
            services.AddSingleton<IStepKind>(s => new ScriptedSteps((IStepKind)s.GetRequiredService(kind), work));
        }
    };
}

using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Calls that came as far as those of a process that breaks off.</summary>
internal static class BegunCalls
{
    /// <summary>One that is recorded and not sent.</summary>
    public static async Task<ModelCall> IntendAsync(EngineFixture engine, StepWork work)
    {
        var ticket = work.Ticket(0, CallPurpose.Production, ((PromptStep)work.Definition).Model, model => new TextRequest
        {
            Model = model,
            Purpose = CallPurpose.Production,
            Tier = Tier.Small,
            Messages = [new PromptMessage("user", "Shorten")],
            Sources = [],
            MaxOutputTokens = 100,
        });
        return (await engine.Get<CallIntents>().IntendAsync(ticket, work.Lease, 0, RouteRefusals.None, CancellationToken.None)).Call!;
    }

    /// <summary>One of which is recorded that it is sent.</summary>
    public static async Task<ModelCall> SendAsync(EngineFixture engine, StepWork work)
    {
        var call = await IntendAsync(engine, work);
        Assert.Equal(Gate.Open, await engine.Get<CallSending>().BeginAsync(call, work.Lease, CancellationToken.None));
        return call;
    }
}

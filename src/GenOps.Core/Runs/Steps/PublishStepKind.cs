using System.Text.Json.Nodes;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Publishing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>Delivers what was approved, and nothing else.</summary>
public sealed class PublishStepKind(Publisher publisher, IDbContextFactory<GenOpsDbContext> factory, TimeProvider time) : IStepKind
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private const int MaxTries = 10;

    /// <inheritdoc />
    public StepKind Kind => StepKind.Publish;

    /// <inheritdoc />
    public async Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken)
    {
        var step = (PublishStep)work.Definition;
        var accepted = await AcceptedAsync(work, step, cancellationToken);
        if (accepted.Count == 0) return new StepOutcome.Skipped("No output was approved, so nothing was published.");
        var outcome = await publisher.DeliverAsync(
            new PublishDelivery(
                work.Run.Id, work.Script.PipelineName, work.Step.Id, work.Step.Generation, step.Channel,
                step.Format == Pipelines.Definitions.PublishFormat.Csv ? Publishing.PublishFormat.Csv : Publishing.PublishFormat.Files,
                step.Folder?.Render(work.Values).Text, accepted)
            {
                Steps = step.Artifacts,
            },
            cancellationToken);
        return outcome switch
        {
            PublishOutcome.Delivered delivered => new StepOutcome.Published(accepted, Receipt(delivered)),
            PublishOutcome.Refused { Retryable: true } refused when work.Step.Attempts < MaxTries =>
                new StepOutcome.Wait(new WaitCause(WaitKind.Retry), time.UtcNow() + Pause, refused.Reason),
            PublishOutcome.Refused refused => new StepOutcome.Failed(refused.Reason),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    private static JsonObject Receipt(PublishOutcome.Delivered delivered) => new()
    {
        ["target"] = delivered.Target,
        ["files"] = new JsonArray([.. delivered.Files.Select(f => JsonValue.Create(f))]),
    };

    private async Task<List<OutputId>> AcceptedAsync(StepWork work, PublishStep step, CancellationToken cancellationToken)
    {
        var names = ReviewStepKind.OutputsOf(work.Script.Definition, step.Artifacts).Select(o => o.Name).ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.Where(o => o.RunId == work.Run.Id && names.Contains(o.Name))
            .Where(o => o.State == OutputState.Approved || o.State == OutputState.Published)
            .OrderBy(o => o.Name).ThenBy(o => o.Item).Select(o => o.Id)
            .ToListAsync(cancellationToken);
    }
}

using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace GenOps.Core.Runs.Steps;

/// <summary>A picture from an image model. What is no picture is paid, kept and asked for once more.</summary>
public sealed class ImageStepKind(
    CallProtocol protocol, CallLog log, IDbContextFactory<GenOpsDbContext> factory, TimeProvider time) : IStepKind
{
    private const int Tries = 2;

    /// <inheritdoc />
    public StepKind Kind => StepKind.Image;

    /// <inheritdoc />
    public async Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken)
    {
        var step = (ImageStep)work.Definition;
        var calls = new StepCalls(protocol, log, work);
        var prompt = step.Prompt.Render(work.Values).Text;
        var problem = "";
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var purpose = attempt == 0 ? CallPurpose.Production : CallPurpose.Repair;
            var answered = await calls.NextAsync(
                purpose,
                step.Model,
                model => new ImageRequest
                {
                    Model = model,
                    Purpose = purpose,
                    Tier = step.Model.Tier,
                    Prompt = prompt,
                    Width = step.Size.Width,
                    Height = step.Size.Height,
                    Quality = step.Quality,
                },
                cancellationToken);
            problem = answered.Answer.Problem ?? "";
            if (problem.Length == 0 && Describe(answered.Answer.Image, work.Step) is { } picture)
                return new StepOutcome.Done((await StoreAsync(picture, answered.Answer.Image!, cancellationToken)).ToJson());
            if (problem.Length == 0) problem = "What the provider sent is no picture (PNG, JPEG or WebP)";
            await calls.UselessAsync(answered, problem, cancellationToken);
        }

        return new StepOutcome.Failed($"No usable picture in {Tries} tries: {problem}.");
    }

    private static StepFile? Describe(byte[]? content, StepRun step)
    {
        if (content is null) return null;
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (codec is null) return null;
        var (type, ending) = codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Png => ("image/png", "png"),
            SKEncodedImageFormat.Jpeg => ("image/jpeg", "jpg"),
            SKEncodedImageFormat.Webp => ("image/webp", "webp"),
            _ => ("", ""),
        };
        if (type.Length == 0) return null;
        var name = step.Item == StepRun.NoItem ? $"{step.StepId}.{ending}" : $"{step.StepId}-{step.Item + 1}.{ending}";
        return new StepFile(BlobHash.Of(content), name, type, content.Length, codec.Info.Width, codec.Info.Height, []);
    }

    private async Task<StepFile> StoreAsync(StepFile picture, byte[] content, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await BlobStore.PutAsync(db, content, picture.MediaType, time.UtcNow(), cancellationToken);
        return picture;
    }
}

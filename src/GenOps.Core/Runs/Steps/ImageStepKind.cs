using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Outbound;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace GenOps.Core.Runs.Steps;

/// <summary>A picture from an image model. What is no picture, or too large a one, is paid, kept and asked for once more.</summary>
public sealed class ImageStepKind(
    CallProtocol protocol, CallLog log, IDbContextFactory<GenOpsDbContext> factory, IOptions<ImageOptions> options, IOptions<AnswerLimits> limits,
    OutboundDownload download, TimeProvider time) : IStepKind
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
            if (problem.Length == 0)
            {
                var (content, unreached) = await ContentAsync(answered.Answer, cancellationToken);
                if (unreached is not null)
                {
                    // Asking again would buy another link to the same place.
                    await calls.UselessAsync(answered, unreached, cancellationToken);
                    return new StepOutcome.Failed(unreached);
                }

                var (picture, wrong) = Describe(content, work.Step);
                if (picture is not null) return new StepOutcome.Done((await StoreAsync(picture, content!, cancellationToken)).ToJson());
                problem = wrong;
            }

            await calls.UselessAsync(answered, problem, cancellationToken);
        }

        return new StepOutcome.Failed($"No usable picture in {Tries} tries: {problem}.");
    }

    /// <summary>The picture, from where the answer links to if need be. The answer is kept by now: a worker that dies here fetches it again and pays nothing.</summary>
    private async Task<(byte[]? Content, string? Unreached)> ContentAsync(ModelAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.ImageLink is not { } link) return (answer.Image, null);
        try
        {
            return (await download.GetAsync(link, limits.Value.AnswerImageBytes, cancellationToken), null);
        }
        catch (DownloadFailedException e)
        {
            return (null, $"The answer links to the picture, which could not be fetched. {e.Message}");
        }
    }

    /// <summary>By its header alone: nothing is decoded here.</summary>
    private (StepFile? Picture, string Problem) Describe(byte[]? content, StepRun step)
    {
        var header = content is null ? null : ImageHeader.Read(content);
        var (type, ending) = header?.Format switch
        {
            SKEncodedImageFormat.Png => ("image/png", "png"),
            SKEncodedImageFormat.Jpeg => ("image/jpeg", "jpg"),
            SKEncodedImageFormat.Webp => ("image/webp", "webp"),
            _ => ("", ""),
        };
        if (type.Length == 0) return (null, "What the provider sent is no picture (PNG, JPEG or WebP)");
        if (header!.TooLarge(options.Value) is { } problem) return (null, problem.TrimEnd('.'));
        var name = step.Item == StepRun.NoItem ? $"{step.StepId}.{ending}" : $"{step.StepId}-{step.Item + 1}.{ending}";
        return (new StepFile(BlobHash.Of(content!), name, type, content!.Length, header.Width, header.Height, []), "");
    }

    private async Task<StepFile> StoreAsync(StepFile picture, byte[] content, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await BlobStore.PutAsync(db, content, picture.MediaType, time.UtcNow(), cancellationToken);
        return picture;
    }
}

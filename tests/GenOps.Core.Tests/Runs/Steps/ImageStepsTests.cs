using System.Buffers.Binary;
using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Runs.Steps;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Answers;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Tests.Runs.Steps;

/// <summary>Pictures with too many pixels in a real run: refused, said why, and paid where they were bought.</summary>
public sealed class ImageStepsTests
{
    [Fact]
    public async Task Run_ProviderSendsMorePixelsThanAreTaken_IsPaidAskedOnceMoreAndFails()
    {
        await using var engine = await EngineFixture.StartAsync();
        engine.Get<IOptions<ImageOptions>>().Value.Megapixels = 1;

        var (run, state) = await engine.RunAsync(
            """
            name: banner
            input: { notes: text }
            steps:
              - { id: banner, image: { prompt: "{{ input.notes }}", size: 1024x1024 } }
            outputs:
              - { name: kit, artifacts: [banner] }
            """,
            ("notes", "a harbour"));

        Assert.Equal(RunState.Failed, state);
        Assert.Contains("The picture has 1024 × 1024 pixels; at most 1 megapixels are taken", (await engine.RunRowAsync(run)).Problem, StringComparison.Ordinal);
        var calls = await engine.CallsAsync(run);
        Assert.Equal([CallState.Unusable, CallState.Unusable], calls.Select(c => c.State));
        Assert.True(await engine.LedgerAsync(run) > Money.Zero);
    }

    [Fact]
    public async Task Run_PictureGivenThatDeclaresTooManyPixels_FailsWithTheReason()
    {
        await using var engine = await EngineFixture.StartAsync();
        await engine.PublishAsync(
            """
            name: sizes
            input: { photo: file }
            steps:
              - { id: sizes, transform: { source: input.photo, resize: [400x400] } }
            outputs:
              - { name: kit, artifacts: [sizes] }
            """);
        // A picture of a few bytes that says it is 60,000 pixels wide and high.
        var picture = PngImage.Draw(8, 8, "000000");
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(20), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(picture.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(picture.AsSpan(12, 17)));
        var inputs = new Dictionary<string, InputValue> { ["photo"] = new InputValue.File("photo.png", null, picture) };

        var run = await engine.Get<StartRun>().ExecuteAsync(Actor.System, new StartRunRequest("sizes", inputs, null, "manual"), CancellationToken.None);

        Assert.Equal(RunState.Failed, await engine.DriveAsync(run));
        Assert.Contains("The picture has 60000 × 60000 pixels; at most 25 megapixels are taken", (await engine.RunRowAsync(run)).Problem, StringComparison.Ordinal);
    }
}

using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using SkiaSharp;
using static GenOps.Core.Tests.Inference.Providers.Sandbox.SandboxCalls;

namespace GenOps.Core.Tests.Inference.Providers.Sandbox;

public sealed class SandboxProviderTests
{
    private static readonly PromptSource Notes = new("input.notes", Sample("release-announcement/inputs/notes.md"));

    [Fact]
    public async Task SendAsync_SameRequest_GivesTheSameAnswer()
    {
        var request = Provider.Compose(Request(Tier.Standard, "Summarise.", null, [Notes]), Id.New<ModelCallId>());

        var first = Assert.IsType<SendOutcome.Answered>(await Provider.SendAsync(request, Id.New<ModelCallId>(), default));
        var second = Assert.IsType<SendOutcome.Answered>(await Provider.SendAsync(request, Id.New<ModelCallId>(), default));

        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task SendAsync_HigherTier_SaysMoreOfTheSource()
    {
        var lengths = new List<int>();
        foreach (var tier in (Tier[])[Tier.Small, Tier.Standard, Tier.Frontier])
            lengths.Add((await TextAsync(Request(tier, "Summarise.", null, [Notes]))).Length);

        Assert.True(lengths[0] < lengths[1] && lengths[1] < lengths[2], string.Join(", ", lengths));
    }

    [Fact]
    public async Task Read_Answer_CountsRealTokens()
    {
        var request = Request(Tier.Standard, "Summarise.", null, [Notes]);
        var answer = await AskAsync(request);

        Assert.Equal(
            [new(Meter.Input, TokenCounter.Count(request.Messages[0].Text)), new(Meter.Output, TokenCounter.Count(answer.Text))],
            answer.Usage.Quantities);
        Assert.False(answer.Usage.Estimated);
        Assert.Equal("sandbox-standard", answer.Model);
        var worst = Provider.WorstCase(Provider.Compose(request, Id.New<ModelCallId>())).Quantities;
        Assert.Equal(answer.Usage.Quantities[0], worst[0]);
        Assert.True(worst[1].Quantity >= answer.Usage.Quantities[1].Quantity);
    }

    [Fact]
    public async Task SendAsync_TooFewTokens_IsCutOffAndSaysSo()
    {
        var answer = await AskAsync(Request(Tier.Standard, "Summarise.", null, [Notes], most: 5));

        Assert.Equal("length", answer.FinishReason);
        Assert.Contains("limit of output tokens", answer.Problem);
        Assert.Equal(5, answer.Usage.Quantities[1].Quantity);
    }

    [Fact]
    public async Task SendAsync_UnknownModel_IsRejected()
    {
        var request = Provider.Compose(Request(Tier.Small, "x", null, [Notes]) with { Model = "gpt-5" }, Id.New<ModelCallId>());

        Assert.Contains("'gpt-5'", Assert.IsType<SendOutcome.Rejected>(await Provider.SendAsync(request, Id.New<ModelCallId>(), default)).Reason);
    }

    [Fact]
    public void Read_StrangeBytes_SaysWhatIsWrong()
    {
        var request = Provider.Compose(Request(Tier.Small, "x", null, [Notes]), Id.New<ModelCallId>());

        Assert.NotNull(Provider.Read(request, "<html>"u8.ToArray()).Problem);
    }

    [Fact]
    public async Task SendAsync_NoSources_WorksOnThePrompt() =>
        Assert.NotEmpty(await TextAsync(Request(Tier.Small, "Tell me about the tides. They rise and fall twice a day.", null, [])));

    [Theory]
    [InlineData(1536, 1024)]
    [InlineData(64, 64)]
    [InlineData(400, 1200)]
    public async Task SendAsync_Image_IsAPngOfTheSizeAndChargedAsOne(int width, int height)
    {
        var answer = await AskAsync(Image("A calm banner", width, height));

        using var picture = SKBitmap.Decode(answer.Image);
        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.Equal([new(Meter.Images, 1, $"{width}x{height}/standard")], answer.Usage.Quantities);
        Assert.True(picture.Pixels.Distinct().Skip(20).Any());
    }

    [Fact]
    public async Task SendAsync_Image_FollowsThePrompt()
    {
        var first = await AskAsync(Image("A calm banner", 64, 64));

        Assert.Equal(first.Image, (await AskAsync(Image("A calm banner", 64, 64))).Image);
        Assert.NotEqual(first.Image, (await AskAsync(Image("A stormy banner", 64, 64))).Image);
    }

    private static ImageRequest Image(string prompt, int width, int height) => new()
    {
        Model = "sandbox-image",
        Purpose = CallPurpose.Production,
        Tier = Tier.Image,
        Prompt = prompt,
        Width = width,
        Height = height,
    };
}

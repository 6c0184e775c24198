using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.FakeProvider.Faults;
using static GenOps.Core.Tests.Inference.Providers.FakeProviderFixture;

namespace GenOps.Core.Tests.Inference.Providers.OpenAICompatible;

/// <summary>Every way the fake provider fails, and what the call's outcome then says about the money.</summary>
public sealed class FaultTests(FakeProviderFixture fixture) : IClassFixture<FakeProviderFixture>
{
    private const string Schema = """{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}""";

    [Theory]
    [InlineData(FaultKind.RateLimit, null, "limits the rate")]
    [InlineData(FaultKind.RateLimit, 7, "limits the rate")]
    [InlineData(FaultKind.Unavailable, null, "overloaded or busy")]
    [InlineData(FaultKind.Overloaded, null, "overloaded or busy")]
    public async Task SendAsync_RefusedBeforeWork_IsRejectedRetryableAndUnbilled(FaultKind kind, int? retryAfter, string reason)
    {
        var (outcome, billed) = await SendAsync(new Fault { Kind = kind, RetryAfterSeconds = retryAfter });

        var rejected = Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.True(rejected.Retryable);
        Assert.Contains(reason, rejected.Reason);
        Assert.Equal(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, rejected.RetryAfter);
        Assert.False(billed);
    }

    [Theory]
    [InlineData(FaultKind.ServerError, false, false)]
    [InlineData(FaultKind.ServerError, true, false)]
    [InlineData(FaultKind.Drop, true, false)]
    [InlineData(FaultKind.Drop, true, true)]
    [InlineData(FaultKind.CutBody, true, false)]
    [InlineData(FaultKind.CutStream, true, true)]
    [InlineData(FaultKind.Drop, false, false)]
    public async Task SendAsync_FailsAfterSending_IsInDoubt(FaultKind kind, bool bill, bool streaming)
    {
        var (outcome, billed) = await SendAsync(new Fault { Kind = kind, Bill = bill }, streaming);

        var doubt = Assert.IsType<SendOutcome.InDoubt>(outcome);
        Assert.Contains("acme", doubt.Reason);
        Assert.Equal(kind != FaultKind.Drop, doubt.Partial is { Length: > 0 });
        Assert.Equal(bill, billed);
    }

    [Fact]
    public async Task SendAsync_ErrorAfterSomeTime_IsInDoubt()
    {
        var (outcome, billed) = await SendAsync(new Fault { Kind = FaultKind.ServerError, Seconds = 0.5, Bill = true });

        Assert.Contains("HTTP 500", Assert.IsType<SendOutcome.InDoubt>(outcome).Reason);
        Assert.True(billed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendAsync_NoAnswerInTime_IsInDoubt(bool bill)
    {
        var (outcome, billed) = await SendAsync(new Fault { Kind = FaultKind.Hang, Bill = bill }, timeout: TimeSpan.FromSeconds(1));

        Assert.Contains("no whole answer within 1 s", Assert.IsType<SendOutcome.InDoubt>(outcome).Reason);
        Assert.Equal(bill, billed);
    }

    [Fact]
    public async Task SendAsync_Fault_IsNotRetriedByTheSdk()
    {
        using var provider = await fixture.ProviderAsync();
        await fixture.Fake.FailAsync(new Fault { Kind = FaultKind.ServerError });
        var before = (await fixture.Fake.ReportAsync()).Requests;
        var call = Id.New<ModelCallId>();

        await provider.SendAsync(provider.Compose(Text(), call), call, default);

        Assert.Equal(before + 1, (await fixture.Fake.ReportAsync()).Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WebPage_IsUnusableAndSaysSo(bool streaming)
    {
        var answer = await AnswerAsync(new Fault { Kind = FaultKind.Html }, streaming);

        Assert.Null(answer.Text);
        Assert.Contains("web page ('Bad gateway')", answer.Problem);
        Assert.True(answer.Usage.Estimated);
    }

    [Theory]
    [InlineData(FaultKind.NoUsage, false)]
    [InlineData(FaultKind.NoUsage, true)]
    [InlineData(FaultKind.NegativeUsage, false)]
    [InlineData(FaultKind.NegativeUsage, true)]
    [InlineData(FaultKind.ImpossibleUsage, false)]
    public async Task Read_UsageThatCannotBe_IsCountedAndMarked(FaultKind kind, bool streaming)
    {
        var answer = await AnswerAsync(new Fault { Kind = kind }, streaming);

        Assert.Null(answer.Problem);
        Assert.True(answer.Usage.Estimated);
        Assert.Equal([Meter.Input, Meter.Output], answer.Usage.Quantities.Select(q => q.Meter));
        Assert.Equal(TokenCounter.Count(answer.Text), answer.Usage.Quantities[1].Quantity);
    }

    [Theory]
    [InlineData(FaultKind.NotJson, "not JSON")]
    [InlineData(FaultKind.CutByLength, "limit of output tokens")]
    [InlineData(FaultKind.Empty, "no text")]
    public async Task Read_AnswerThatCannotBeUsed_SaysWhy(FaultKind kind, string why)
    {
        var answer = await AnswerAsync(new Fault { Kind = kind });

        Assert.Contains(why, answer.Problem);
        Assert.NotEmpty(answer.Usage.Quantities);
    }

    [Fact]
    public async Task Read_JsonAgainstTheSchema_IsLeftToTheStep()
    {
        var answer = await AnswerAsync(new Fault { Kind = FaultKind.InvalidJson });

        Assert.Null(answer.Problem);
        Assert.Contains("unexpected", answer.Text);
    }

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.Drop)]
    public async Task SendAsync_ImageCutOff_IsInDoubt(FaultKind kind)
    {
        using var provider = await fixture.ProviderAsync();
        await fixture.Fake.FailAsync(new Fault { Kind = kind });
        var call = Id.New<ModelCallId>();

        Assert.IsType<SendOutcome.InDoubt>(await provider.SendAsync(provider.Compose(Image(), call), call, default));
    }

    [Theory]
    [InlineData(FaultKind.NoUsage)]
    [InlineData(FaultKind.NegativeUsage)]
    [InlineData(FaultKind.ImpossibleUsage)]
    public async Task Read_ImageWithoutUsableUsage_IsEstimatedBySize(FaultKind kind)
    {
        using var provider = await fixture.ProviderAsync();
        await fixture.Fake.FailAsync(new Fault { Kind = kind });
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Image(1024, 1024), call);

        var answer = provider.Read(request, Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default)).Body);

        Assert.NotNull(answer.Image);
        Assert.True(answer.Usage.Estimated);
        Assert.Equal(4992, answer.Usage.Quantities.Single(q => q.Meter == Meter.ImageTokens).Quantity);
    }

    [Fact]
    public async Task Read_EmptyImageList_SaysSo()
    {
        using var provider = await fixture.ProviderAsync();
        await fixture.Fake.FailAsync(new Fault { Kind = FaultKind.Empty });
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Image(), call);

        var answer = provider.Read(request, Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default)).Body);

        Assert.Contains("no image", answer.Problem);
    }

    private async Task<(SendOutcome Outcome, bool Billed)> SendAsync(Fault fault, bool streaming = false, TimeSpan? timeout = null)
    {
        using var provider = await fixture.ProviderAsync(streaming, timeout: timeout);
        await fixture.Fake.FailAsync(fault);
        var call = Id.New<ModelCallId>();
        var outcome = await provider.SendAsync(provider.Compose(Text(), call), call, default);
        return (outcome, fixture.Fake.Bills().Any(bill => bill.IdempotencyKey == call.ToString()));
    }

    private async Task<ModelAnswer> AnswerAsync(Fault fault, bool streaming = false)
    {
        using var provider = await fixture.ProviderAsync(streaming);
        await fixture.Fake.FailAsync(fault);
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Text(schema: Schema), call);
        return provider.Read(request, Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default)).Body);
    }
}

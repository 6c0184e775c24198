using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.FakeProvider;
using static GenOps.Core.Tests.Inference.Providers.FakeProviderFixture;

namespace GenOps.Core.Tests.Inference.Providers.OpenAICompatible;

public sealed class OpenAICompatibleProviderTests(FakeProviderFixture fixture) : IClassFixture<FakeProviderFixture>
{
    private const string Schema = """
        {"type":"object","properties":{"title":{"type":"string"},"score":{"type":"number"},"tags":{"type":"array","items":{"type":"string"}}},"required":["title"]}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_Text_SendsTheStoredBytesOnceUnderTheCallsKey(bool streaming)
    {
        using var provider = await fixture.ProviderAsync(streaming);
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Text(), call);

        var answered = Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default));

        var bill = Assert.Single(fixture.Fake.Bills(), bill => bill.IdempotencyKey == call.ToString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(request.Body)), bill.RequestHash);
        var answer = provider.Read(request, answered.Body);
        Assert.Equal(bill.Id, answer.Reference);
        Assert.Null(answer.Problem);
        Assert.Equal("stop", answer.FinishReason);
        Assert.Equal("fake-small", answer.Model);
        Assert.Contains("dark mode", answer.Text);
        Assert.Equal(UsageNormaliser.FromText(bill.Usage, true)!.Quantities, answer.Usage.Quantities);
        Assert.False(answer.Usage.Estimated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_Schema_GivesJsonByTheSchema(bool streaming)
    {
        using var provider = await fixture.ProviderAsync(streaming);
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Text(schema: Schema), call);

        var answered = Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default));

        using var json = JsonDocument.Parse(provider.Read(request, answered.Body).Text!);
        Assert.Equal(["title", "score", "tags"], json.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task SendAsync_Image_GivesAPngAndItsTokens()
    {
        using var provider = await fixture.ProviderAsync();
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Image(), call);

        var answered = Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default));

        var answer = provider.Read(request, answered.Body);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], answer.Image!.Take(4));
        Assert.Equal([new(Meter.Input, 3), new(Meter.ImageTokens, 8)], answer.Usage.Quantities);
    }

    [Fact]
    public async Task Compose_SameRequestAndCall_GivesTheSameBytes()
    {
        using var provider = await fixture.ProviderAsync(streaming: true, lookUp: true);
        var call = Id.New<ModelCallId>();

        Assert.Equal(provider.Compose(Text(schema: Schema), call).Body, provider.Compose(Text(schema: Schema), call).Body);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Compose_LookUp_DecidesWhetherTheProviderStores(bool lookUp, bool stored)
    {
        using var provider = await fixture.ProviderAsync(lookUp: lookUp);
        var call = Id.New<ModelCallId>();
        var body = Encoding.UTF8.GetString(provider.Compose(Text(), call).Body);

        Assert.Equal(stored, body.Contains("\"store\":true", StringComparison.Ordinal));
        Assert.Equal(stored, body.Contains($"\"metadata\":{{\"genops_call\":\"{call}\"}}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "max_completion_tokens")]
    [InlineData("https://acme.openai.azure.com/openai/v1", "max_completion_tokens")]
    [InlineData("http://127.0.0.1:11434/v1", "max_tokens")]
    public void Compose_Host_DecidesTheWordForTheOutputLimit(string baseUrl, string word)
    {
        using var provider = ProviderOf(Settings(new Uri(baseUrl)));

        Assert.Contains($"\"{word}\":200", Encoding.UTF8.GetString(provider.Compose(Text(), Id.New<ModelCallId>()).Body));
    }

    [Fact]
    public async Task WorstCase_Text_CoversWhatWasThenUsed()
    {
        using var provider = await fixture.ProviderAsync();
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Text(schema: Schema), call);
        var worst = provider.WorstCase(request);

        var answered = Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default));

        var used = provider.Read(request, answered.Body).Usage;
        Assert.Equal(200, worst.Quantities.Single(q => q.Meter == Meter.Output).Quantity);
        Assert.True(worst.Quantities.Single(q => q.Meter == Meter.Input).Quantity
            >= used.Quantities.Where(q => q.Meter is Meter.Input or Meter.CacheRead).Sum(q => q.Quantity));
    }

    [Fact]
    public async Task SendAsync_WrongKey_IsRejectedWithTheCure()
    {
        using var provider = await fixture.ProviderAsync(key: "wrong");
        await fixture.Fake.ControlAsync(new FakeControl { Key = "right" });

        var rejected = await RejectedAsync(provider);

        Assert.False(rejected.Retryable);
        Assert.Contains("does not accept the key", rejected.Reason);
        Assert.DoesNotContain("wrong", rejected.Reason);
    }

    [Fact]
    public async Task SendAsync_RightKey_IsAnswered()
    {
        using var provider = await fixture.ProviderAsync(key: "right");
        await fixture.Fake.ControlAsync(new FakeControl { Key = "right" });
        var call = Id.New<ModelCallId>();

        Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(provider.Compose(Text(), call), call, default));
    }

    [Fact]
    public async Task SendAsync_UnknownModel_IsRejectedInPlainWords()
    {
        using var provider = await fixture.ProviderAsync();

        var rejected = await RejectedAsync(provider, Text(model: "missing-model"));

        Assert.False(rejected.Retryable);
        Assert.Contains("acme does not know the model", rejected.Reason);
        Assert.Contains("`missing-model`", rejected.Reason);
    }

    [Fact]
    public async Task SendAsync_NobodyListens_IsRejectedAndRetryable()
    {
        using var provider = ProviderOf(Settings(new Uri("http://127.0.0.1:1/v1")));

        var rejected = await RejectedAsync(provider);

        Assert.True(rejected.Retryable);
        Assert.EndsWith("could not be reached: Connection refused at 127.0.0.1:1.", rejected.Reason);
    }

    [Fact]
    public async Task SendAsync_UnknownHost_IsRejected()
    {
        using var provider = ProviderOf(Settings(new Uri("http://nowhere.invalid/v1")));

        Assert.Contains("could not be reached", (await RejectedAsync(provider)).Reason);
    }

    [Fact]
    public async Task SendAsync_CallerEndsTheWait_IsInDoubt()
    {
        using var provider = await fixture.ProviderAsync();
        await fixture.Fake.ControlAsync(new FakeControl { LatencyMs = 30_000 });
        using var wait = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var call = Id.New<ModelCallId>();

        var doubt = Assert.IsType<SendOutcome.InDoubt>(await provider.SendAsync(provider.Compose(Text(), call), call, wait.Token));

        Assert.Contains("was ended", doubt.Reason);
    }

    [Fact]
    public async Task SendAsync_SameKeyOnAnIdempotentProvider_IsBilledOnce()
    {
        using var provider = await fixture.ProviderAsync(idempotent: true);
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Text(), call);

        var first = Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default));
        var second = Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(request, call, default));

        Assert.Equal(first.Body, second.Body);
        Assert.Single(fixture.Fake.Bills(), bill => bill.IdempotencyKey == call.ToString());
    }

    [Fact]
    public async Task CapabilitiesFor_Image_CannotBeLookedUp()
    {
        using var provider = await fixture.ProviderAsync(lookUp: true, idempotent: true);

        Assert.Equal(new ProviderCapabilities(true, true), provider.CapabilitiesFor(CanonicalRequest.Chat));
        Assert.Equal(new ProviderCapabilities(false, true), provider.CapabilitiesFor(CanonicalRequest.Image));
    }

    private static async Task<SendOutcome.Rejected> RejectedAsync(OpenAICompatibleProvider provider, ModelRequest? request = null)
    {
        var call = Id.New<ModelCallId>();
        return Assert.IsType<SendOutcome.Rejected>(await provider.SendAsync(provider.Compose(request ?? Text(), call), call, default));
    }
}

using GenOps.Core.Inference.Providers;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using static GenOps.Core.Tests.Inference.Providers.FakeProviderFixture;

namespace GenOps.Core.Tests.Inference.Providers.OpenAICompatible;

public sealed class LookUpTests(FakeProviderFixture fixture) : IClassFixture<FakeProviderFixture>
{
    [Theory]
    [InlineData(FaultKind.Drop, false)]
    [InlineData(FaultKind.CutStream, true)]
    public async Task LookUpAsync_AnswerWasLost_FindsItAsBilled(FaultKind kind, bool streaming)
    {
        using var provider = await fixture.ProviderAsync(streaming, lookUp: true);
        await fixture.Fake.FailAsync(new Fault { Kind = kind });
        var call = Id.New<ModelCallId>();
        var request = provider.Compose(Text(), call);
        Assert.IsType<SendOutcome.InDoubt>(await provider.SendAsync(request, call, default));

        var found = Assert.IsType<LookUpOutcome.Found>(await provider.LookUpAsync(call, default));

        var answer = provider.Read(request, found.Body);
        var bill = Assert.Single(fixture.Fake.Bills(), bill => bill.IdempotencyKey == call.ToString());
        Assert.Equal(bill.Id, found.ProviderRef);
        Assert.Equal(bill.Usage.GetProperty("completion_tokens").GetInt64(), answer.Usage.Quantities
            .Where(q => q.Meter is Core.Calls.Meter.Output or Core.Calls.Meter.ReasoningOutput).Sum(q => q.Quantity));
        Assert.Null(answer.Problem);
    }

    [Fact]
    public async Task LookUpAsync_AfterARestartOfTheProvider_StillFinds()
    {
        using var provider = await fixture.ProviderAsync(lookUp: true);
        var call = Id.New<ModelCallId>();
        Assert.IsType<SendOutcome.Answered>(await provider.SendAsync(provider.Compose(Text(), call), call, default));
        await fixture.Fake.RestartAsync(new FakeControl { LookUp = true });

        Assert.IsType<LookUpOutcome.Found>(await provider.LookUpAsync(call, default));
    }

    [Fact]
    public async Task LookUpAsync_NeverReceived_IsAbsent()
    {
        using var provider = await fixture.ProviderAsync(lookUp: true);

        Assert.IsType<LookUpOutcome.Absent>(await provider.LookUpAsync(Id.New<ModelCallId>(), default));
    }

    [Fact]
    public async Task LookUpAsync_ListLagsBehind_IsAbsentAtFirst()
    {
        using var provider = await fixture.ProviderAsync(lookUp: true);
        await fixture.Fake.ControlAsync(new FakeControl { LookUpDelayMs = 3_600_000 });
        var call = Id.New<ModelCallId>();
        await provider.SendAsync(provider.Compose(Text(), call), call, default);

        Assert.IsType<LookUpOutcome.Absent>(await provider.LookUpAsync(call, default));
    }

    [Fact]
    public async Task LookUpAsync_ServerKeepsNoList_IsUnknownWithTheCure()
    {
        using var provider = await fixture.ProviderAsync(lookUp: true);
        await fixture.Fake.ControlAsync(new FakeControl { LookUp = false });

        var unknown = Assert.IsType<LookUpOutcome.Unknown>(await provider.LookUpAsync(Id.New<ModelCallId>(), default));

        Assert.Contains("Turn its look-up off", unknown.Reason);
    }

    [Theory]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.Html)]
    public async Task LookUpAsync_ServerFails_IsUnknown(FaultKind kind)
    {
        using var provider = await fixture.ProviderAsync(lookUp: true);
        await fixture.Fake.FailAsync(new Fault { Kind = kind, Endpoint = "list" });

        Assert.IsType<LookUpOutcome.Unknown>(await provider.LookUpAsync(Id.New<ModelCallId>(), default));
    }

    [Fact]
    public async Task LookUpAsync_NobodyListens_IsUnknown()
    {
        using var provider = ProviderOf(Settings(new Uri("http://127.0.0.1:1/v1"), lookUp: true));

        Assert.IsType<LookUpOutcome.Unknown>(await provider.LookUpAsync(Id.New<ModelCallId>(), default));
    }
}

using GenOps.Core.Analytics;
using GenOps.Web.Pages.Finance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Web.Tests.Pages.Finance;

public sealed class FinanceWarmUpTests : FinanceDataTest
{
    [Fact]
    public async Task AskAsync_OfSums_AsksWhatThePageAsksWhenItIsOpenedCutAndCompared()
    {
        using var keeper = ActivatorUtilities.CreateInstance<RollupKeeper>(Services, Database.Contexts, NullLogger<RollupKeeper>.Instance);
        await keeper.CatchUpAsync(CancellationToken.None);

        var asked = await WarmUp().AskAsync(CancellationToken.None);

        Assert.Equal(3, asked.Distinct().Count());
        Assert.Equal((true, null), (asked[0].ByModel, asked[0].Model));
        Assert.NotNull(asked[1].Model);
        Assert.Equal(asked[0].From, asked[2].To);
    }

    [Fact]
    public async Task AskAsync_BeforeTheSumsAreMade_AsksNothing() => Assert.Empty(await WarmUp().AskAsync(CancellationToken.None));

    private FinanceWarmUp WarmUp() => ActivatorUtilities.CreateInstance<FinanceWarmUp>(Services, NullLogger<FinanceWarmUp>.Instance);
}

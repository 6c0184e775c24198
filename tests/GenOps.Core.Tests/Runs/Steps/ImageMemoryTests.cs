using GenOps.Core.Runs.Steps;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Tests.Runs.Steps;

public sealed class ImageMemoryTests
{
    private const long Megabyte = 1024 * 1024;
    private readonly ImageMemory _memory = new(Options.Create(new ImageOptions { MemoryMegabytes = 10 }));

    [Fact]
    public async Task Take_MoreThanIsFree_WaitsUntilItIsGivenBack()
    {
        var first = await TakeAsync(6);
        var second = TakeAsync(6);
        Assert.Equal((1, false), (_memory.Waiting, second.IsCompleted));

        first.Dispose();
        first.Dispose();

        using var given = await second;
        using var rest = await TakeAsync(4);
        Assert.Equal(0, _memory.Waiting);
    }

    [Fact]
    public async Task Take_SmallOnesAfterALargeOne_DoNotOvertakeIt()
    {
        var first = await TakeAsync(6);
        var large = TakeAsync(8);
        var small = TakeAsync(1);
        Assert.Equal((2, false), (_memory.Waiting, small.IsCompleted));

        first.Dispose();

        using var givenLarge = await large;
        using var givenSmall = await small;
    }

    [Fact]
    public async Task Take_MoreThanThereIs_IsGivenAlone()
    {
        using (await TakeAsync(1))
        {
            var huge = TakeAsync(1000);
            Assert.False(huge.IsCompleted);
            _ = huge.ContinueWith(h => h.Result.Dispose(), TaskScheduler.Default);
        }

        using var all = await TakeAsync(10);
    }

    [Fact]
    public async Task Take_CancelledWhileItWaits_LetsTheNextIn()
    {
        using var first = await TakeAsync(6);
        using var cancel = new CancellationTokenSource();
        var large = _memory.TakeAsync(8 * Megabyte, cancel.Token);
        var small = TakeAsync(1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        using var given = await small;
        Assert.Equal(0, _memory.Waiting);
    }

    private Task<IDisposable> TakeAsync(int megabytes) => _memory.TakeAsync(megabytes * Megabyte, CancellationToken.None);
}

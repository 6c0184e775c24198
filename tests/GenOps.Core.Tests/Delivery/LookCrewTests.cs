using GenOps.Core.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Delivery;

public sealed class LookCrewTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Tell_LooksThatWait_AreToldFirstAndOnlyTheRestIsToBegin()
    {
        var crew = Crew(4);
        using var first = crew.Begin();
        using var second = crew.Begin();
        var (older, younger) = (first.WaitAsync(CancellationToken.None), second.WaitAsync(CancellationToken.None));

        Assert.Equal(0, crew.Tell(1));
        Assert.True(await younger);
        Assert.False(older.IsCompleted);
        Assert.Equal(3, crew.Able);
        Assert.Equal(2, crew.Tell(9));
        Assert.True(await older);
    }

    [Fact]
    public async Task Tell_JustBeforeALookWaits_HasItLookOnceMore()
    {
        var crew = Crew(1);
        using var look = crew.Begin();

        // It found nothing, and what is told now was committed right after that.
        Assert.Equal((0, 0), (crew.Able, crew.Tell(1)));

        var again = look.WaitAsync(CancellationToken.None);
        Assert.True(again.IsCompleted);
        Assert.True(await again);
        Assert.False(look.WaitAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Wait_NothingTold_EndsAfterItsPatienceAndMakesRoom()
    {
        var crew = Crew(1);
        using (var look = crew.Begin())
        {
            var waiting = look.WaitAsync(CancellationToken.None);
            clock.Advance(Patience - TimeSpan.FromTicks(1));
            Assert.False(waiting.IsCompleted);
            clock.Advance(TimeSpan.FromTicks(1));
            Assert.False(await waiting);
            Assert.Equal(0, crew.Able);
        }

        Assert.Equal(1, crew.Tell(5));
    }

    [Fact]
    public async Task Wait_Stopping_EndsAtOnce()
    {
        using var stopping = new CancellationTokenSource();
        using var look = Crew(1).Begin();
        var waiting = look.WaitAsync(stopping.Token);

        await stopping.CancelAsync();

        Assert.False(await waiting);
    }

    private LookCrew Crew(int workers) => new(workers, Patience, clock);
}

using GenOps.Core;
using GenOps.Core.Delivery;
using GenOps.Web.Components;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Web.Tests.Components;

public sealed class LiveRefreshTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RunChanges _changes = new();
    private readonly RunId _run = Id.New<RunId>();
    private int _readings;

    [Fact]
    public void Change_ManyAtOnce_AreReadOnceAndSoon()
    {
        using var live = Open(_run);

        for (var i = 0; i < 50; i++) _changes.Publish(_run);
        _clock.Advance(LiveRefresh.Soon);
        Assert.Equal(1, _readings);

        _changes.Publish(_run);
        _clock.Advance(LiveRefresh.Soon);
        Assert.Equal(2, _readings);
    }

    [Fact]
    public void Change_WhereSoonIsLater_IsReadThen()
    {
        using var live = new LiveRefresh(_changes, _run, _clock, () => Task.FromResult(_readings++), soon: LiveRefresh.Poll);
        _clock.Advance(LiveRefresh.Soon);

        _changes.Publish(_run);
        _clock.Advance(LiveRefresh.Poll - LiveRefresh.Soon);
        Assert.Equal(0, _readings);

        _clock.Advance(LiveRefresh.Soon);
        Assert.Equal(1, _readings);
    }

    [Fact]
    public void Silence_IsNotTrusted()
    {
        using var live = Open(_run);

        _clock.Advance(LiveRefresh.Poll);
        _clock.Advance(LiveRefresh.Poll);

        Assert.Equal(2, _readings);
    }

    [Fact]
    public void Change_OfAnotherRun_IsNotRead()
    {
        using var live = Open(_run);

        _changes.Publish(Id.New<RunId>());
        _clock.Advance(LiveRefresh.Soon);

        Assert.Equal(0, _readings);
    }

    [Fact]
    public async Task Reading_ThatTakesLong_IsNotOverlapped()
    {
        var slow = new TaskCompletionSource();
        using var live = new LiveRefresh(_changes, _run, _clock, () =>
        {
            _readings++;
            return slow.Task;
        });
        _clock.Advance(LiveRefresh.Poll);
        _clock.Advance(LiveRefresh.Poll);
        Assert.Equal(1, _readings);

        slow.SetResult();
        await slow.Task;
        _clock.Advance(LiveRefresh.Poll);
        Assert.Equal(2, _readings);
    }

    [Fact]
    public async Task Change_DuringALongReading_IsReadSoonAfterIt()
    {
        var slow = new TaskCompletionSource();
        using var live = new LiveRefresh(_changes, _run, _clock, () => ++_readings == 1 ? slow.Task : Task.CompletedTask);
        _clock.Advance(LiveRefresh.Poll);
        _changes.Publish(_run);
        _clock.Advance(LiveRefresh.Soon);
        Assert.Equal(1, _readings);

        slow.SetResult();
        await slow.Task;
        _clock.Advance(LiveRefresh.Soon);
        Assert.Equal(2, _readings);
        _clock.Advance(LiveRefresh.Soon);
        Assert.Equal(2, _readings);
    }

    [Fact]
    public void Dispose_ReleasesTheSubscriptionAndTheTimer()
    {
        var live = Open(_run);
        _changes.Publish(_run);

        live.Dispose();
        _clock.Advance(LiveRefresh.Poll);

        Assert.Equal(0, _readings);
        Assert.Equal(0, _changes.Open);
    }

    private LiveRefresh Open(RunId? run) => new(_changes, run, _clock, () =>
    {
        _readings++;
        return Task.CompletedTask;
    });
}

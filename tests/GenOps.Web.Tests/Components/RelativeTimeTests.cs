using Bunit;
using GenOps.Web.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Web.Tests.Components;

public sealed class RelativeTimeTests : BunitContext
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly PageTicker _ticker;

    public RelativeTimeTests()
    {
        _ticker = new PageTicker(_time);
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton(_ticker);
    }

    [Fact]
    public void Render_ATime_ShowsTheExactOneOnHover()
    {
        var time = Render<RelativeTime>(p => p.Add(t => t.Value, new DateTime(2026, 3, 1, 11, 55, 0, DateTimeKind.Utc))).Find("time");

        Assert.Equal("5 min ago", time.TextContent);
        Assert.Equal("2026-03-01 11:55:00 UTC", time.GetAttribute("title"));
        Assert.Equal("2026-03-01T11:55:00.0000000Z", time.GetAttribute("datetime"));
    }

    [Fact]
    public void Render_TimePasses_StaysTrue()
    {
        var component = Render<RelativeTime>(p => p.Add(t => t.Value, new DateTime(2026, 3, 1, 11, 55, 0, DateTimeKind.Utc)));

        _time.Advance(TimeSpan.FromMinutes(2));

        component.WaitForAssertion(() => Assert.Equal("7 min ago", component.Find("time").TextContent));
    }

    [Fact]
    public async Task Dispose_LastListener_StopsTheTimer()
    {
        Render<RelativeTime>(p => p.Add(t => t.Value, null));
        Assert.True(_ticker.IsRunning);

        await DisposeComponentsAsync();

        Assert.False(_ticker.IsRunning);
    }
}

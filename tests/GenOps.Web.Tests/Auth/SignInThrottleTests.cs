using System.Net;
using GenOps.Web.Auth;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Web.Tests.Auth;

public sealed class SignInThrottleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Take_MoreFromOneAddressThanAllowed_IsRefusedUntilTheWindowIsOver()
    {
        var throttle = new SignInThrottle(_time);
        for (var i = 0; i < SignInThrottle.OfAddress; i++) Assert.Null(throttle.Take("192.0.2.1", $"account {i}"));
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(TimeSpan.FromSeconds(40), throttle.Take("192.0.2.1", "another"));
        Assert.Null(throttle.Take("192.0.2.2", "another"));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(throttle.Take("192.0.2.1", "another"));
    }

    [Fact]
    public void Take_MoreAtOneAccountThanAllowed_IsRefusedFromAnyAddress()
    {
        var throttle = new SignInThrottle(_time);
        for (var i = 0; i < SignInThrottle.OfAccount; i++) Assert.Null(throttle.Take($"192.0.2.{i}", "ADA@EXAMPLE.COM"));

        Assert.Equal(SignInThrottle.Window, throttle.Take("192.0.2.99", "ADA@EXAMPLE.COM"));
    }

    [Fact]
    public void GiveBack_AfterEachSuccess_NeverUsesUpTheWindow()
    {
        var throttle = new SignInThrottle(_time);
        for (var i = 0; i < SignInThrottle.OfAddress * 2; i++)
        {
            Assert.Null(throttle.Take("192.0.2.1", "ADA@EXAMPLE.COM"));
            throttle.GiveBack("192.0.2.1", "ADA@EXAMPLE.COM");
        }
    }

    [Fact]
    public void Window_OfMoreKeysThanItKeeps_ForgetsTheOldest()
    {
        var window = new AttemptWindow(1, TimeSpan.FromMinutes(1), _time, most: 3);
        foreach (var key in new[] { "a", "b", "c" })
        {
            Assert.Null(window.Take(key));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(window.Take("d"));

        Assert.Equal(3, window.Remembered);
        Assert.NotNull(window.Take("b"));
        Assert.Null(window.Take("a"));
        Assert.Equal(3, window.Remembered);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64")]
    public void KeyOf_Address_IsWhatOneCustomerHas(string address, string key) => Assert.Equal(key, SignInThrottle.KeyOf(IPAddress.Parse(address)));

    [Fact]
    public void Traces_FromManyAddresses_AreBoundedAMinute()
    {
        var limit = new SignInTraceLimit(_time);
        Assert.True(limit.Take("sign_in.unknown", "192.0.2.1"));
        Assert.False(limit.Take("sign_in.unknown", "192.0.2.1"));
        Assert.True(limit.Take("sign_in.throttled", "192.0.2.1"));
        Assert.Equal(58, Enumerable.Range(0, 200).Count(i => limit.Take("sign_in.unknown", $"198.51.100.{i}")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(limit.Take("sign_in.unknown", "192.0.2.1"));
    }

    [Fact]
    public async Task Rest_OfARefusalThatWasQuick_LastsUntilItsShortestTimeIsOver()
    {
        var began = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(100));

        var rest = PasswordSignIn.RestAsync(_time, began);

        _time.Advance(TimeSpan.FromMilliseconds(399));
        Assert.False(rest.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await rest;
        Assert.True(PasswordSignIn.RestAsync(_time, began).IsCompleted);
    }
}

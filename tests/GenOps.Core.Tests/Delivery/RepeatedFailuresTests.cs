using GenOps.Core.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Delivery;

public sealed class RepeatedFailuresTests
{
    private readonly Lines log = new();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Add_TheSameEachSecondForThreeMinutes_IsToldOnceAMinuteWithACountAndItsEndOnce()
    {
        var failures = new RepeatedFailures(log, time, "The sweep");
        for (var second = 0; second < 180; second++)
        {
            failures.Add(new InvalidOperationException("No luck."));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        failures.Passed();
        failures.Passed();

        Assert.Equal(
            [
                "The sweep failed; it is tried again", "The sweep still fails, 61 times so far: No luck.",
                "The sweep still fails, 121 times so far: No luck.", "The sweep goes on after 180 failures",
            ],
            log.All);
    }

    [Fact]
    public void Add_AnotherReason_IsToldAtOnceAndEachOnce()
    {
        var failures = new RepeatedFailures(log, time, "The sweep");
        for (var i = 0; i < 10; i++)
        {
            failures.Add(new InvalidOperationException("No luck."));
            failures.Add(new IOException("No space left on device", 28));
        }

        Assert.Equal(2, log.All.Count);
        Assert.Contains("The disk is full", log.All[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ReasonsThatAreNeverTheSame_DoNotFillTheLog()
    {
        var failures = new RepeatedFailures(log, time, "The sweep");
        for (var i = 0; i < 500; i++) failures.Add(new InvalidOperationException($"No luck {i}."));

        Assert.InRange(log.All.Count, 2, 10);
    }

    [Fact]
    public void Add_AfterItWentWell_IsToldAnew()
    {
        var failures = new RepeatedFailures(log, time, "The sweep");
        failures.Add(new InvalidOperationException("No luck."));
        failures.Passed();
        failures.Add(new InvalidOperationException("No luck."));

        Assert.Equal(3, log.All.Count);
    }

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}

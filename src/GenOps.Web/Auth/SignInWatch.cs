using System.Collections.Concurrent;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Delivery;

namespace GenOps.Web.Auth;

/// <summary>
/// Ends what is open on this node by sign-ins that hold no longer: an open page sends no cookie that could be refused. It looks once a
/// second while anything is open, since the sign-in may have been ended on any node.
/// </summary>
public sealed class SignInWatch(SignInBook signIns, TimeProvider time, ILogger<SignInWatch> log) : BackgroundService
{
    /// <summary>How long something stays open at most that its person may no longer see.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly RepeatedFailures _failures = new(log, time, "The look at sign-ins");
    private readonly ConcurrentDictionary<Open, byte> _open = new();

    /// <summary>How many are watched.</summary>
    public int Count => _open.Count;

    /// <summary>Watches until the registration is disposed.</summary>
    /// <param name="signIn">By which it was opened.</param>
    /// <param name="end">Called on a thread of the pool once the sign-in holds no longer, and again every second until disposed.</param>
    public IDisposable Add(SignInId signIn, Action end)
    {
        var open = new Open(this, signIn, end);
        _open[open] = 0;
        return open;
    }

    /// <summary>Looks once, and ends what has no sign-in any more.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var open = _open.Keys.ToList();
        if (open.Count == 0) return;
        var ended = await signIns.EndedAsync([.. open.Select(o => o.SignIn).Distinct()], cancellationToken);
        foreach (var one in open.Where(o => ended.Contains(o.SignIn))) one.End();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(LookAsync, Period, _failures, time, stoppingToken);

    private sealed class Open(SignInWatch watch, SignInId signIn, Action end) : IDisposable
    {
        public SignInId SignIn => signIn;

        public void End() => end();

        public void Dispose() => watch._open.TryRemove(this, out _);
    }
}

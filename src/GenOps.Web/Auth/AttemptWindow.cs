namespace GenOps.Web.Auth;

/// <summary>
/// Counts attempts by key in windows of one length. It forgets the oldest keys beyond a bound, so that nobody fills the memory by
/// inventing keys; it is of this process alone.
/// </summary>
/// <param name="limit">Attempts of one key in a window.</param>
/// <param name="length">How long a window is, from its first attempt.</param>
/// <param name="time">The clock.</param>
/// <param name="most">Keys that are remembered.</param>
internal sealed class AttemptWindow(int limit, TimeSpan length, TimeProvider time, int most = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Began, int Count)> _windows = new(StringComparer.Ordinal);

    /// <summary>How many keys it remembers now.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate) return _windows.Count;
        }
    }

    /// <summary>Takes one attempt.</summary>
    /// <returns>Null when it was taken; else how long until the next may be.</returns>
    public TimeSpan? Take(string key)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (!_windows.TryGetValue(key, out var window) || Left(window, now) <= TimeSpan.Zero)
            {
                if (_windows.Count >= most && !_windows.ContainsKey(key)) Forget(now);
                window = (now, 0);
            }

            if (window.Count >= limit) return Left(window, now);
            _windows[key] = window with { Count = window.Count + 1 };
            return null;
        }
    }

    /// <summary>Gives an attempt back that turned out to be none.</summary>
    public void GiveBack(string key)
    {
        lock (_gate)
        {
            if (_windows.TryGetValue(key, out var window) && window.Count > 0) _windows[key] = window with { Count = window.Count - 1 };
        }
    }

    private TimeSpan Left((long Began, int Count) window, long now) => length - time.GetElapsedTime(window.Began, now);

    private void Forget(long now)
    {
        foreach (var (key, window) in _windows)
        {
            if (Left(window, now) <= TimeSpan.Zero) _windows.Remove(key);
        }

        if (_windows.Count >= most) _windows.Remove(_windows.MinBy(w => w.Value.Began).Key);
    }
}

namespace GenOps.Core.Calls;

/// <summary>How a call failed.</summary>
public enum CallFailure
{
    /// <summary>429: too many requests or tokens.</summary>
    RateLimited,

    /// <summary>408, 503 or 529: busy or down.</summary>
    Unavailable,

    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>401 or 403: the key is not accepted.</summary>
    KeyRefused,

    /// <summary>Refused for what it asks: an unknown model, a bad request, no credit.</summary>
    Refused,

    /// <summary>No whole answer came, and it may have been charged.</summary>
    Lost,
}

/// <summary>Tells failures apart.</summary>
public static class CallFailures
{
    /// <summary>True where the provider is not well; limits and refusals say nothing about that.</summary>
    public static bool IsOfProvider(CallFailure? failure) =>
        failure is CallFailure.Unavailable or CallFailure.Unreachable or CallFailure.Lost;
}

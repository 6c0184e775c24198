using System.ClientModel;
using System.Globalization;
using GenOps.Core.Calls;
using GenOps.Core.Outbound;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>
/// Says what a failed sending means for the money: refused before any work was done (nothing is charged), or in doubt.
/// Whatever cannot be proven to be the first is the second.
/// </summary>
internal sealed class SendFailure(ProviderSettings settings, TimeProvider time)
{
    private static readonly string[] NoCredit = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"];

    /// <summary>The outcome of a call that ended in this exception.</summary>
    /// <param name="failure">What the leaf client threw.</param>
    /// <param name="cancelled">True when the caller ended the wait.</param>
    public SendOutcome Classify(Exception failure, bool cancelled)
    {
        if (Find<OutboundRefusedException>(failure) is { } refusal) return new SendOutcome.Rejected($"{settings.Name} was not asked. {refusal.Message}", false, null);
        // Before what wraps it: .NET appends the address once more to what our own connection says.
        if (Find<NotConnectedException>(failure) is { } notConnected) return Unreachable(notConnected);
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case RefusedException refused:
                    return Classify(refused);
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } unreachable:
                    return Unreachable(unreachable);
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } insecure:
                    return new SendOutcome.Rejected($"No secure connection to {settings.Name}: {insecure.InnerException?.Message ?? insecure.Message}", false, null);
            }
        }

        var partial = Find<AnswerCutException>(failure) is { Partial.Length: > 0 } cut ? cut.Partial : null;
        return new SendOutcome.InDoubt(Describe(failure, cancelled, partial), partial);
    }

    private SendOutcome.Rejected Unreachable(Exception why) =>
        new($"{settings.Name} could not be reached: {why.Message}", true, null, CallFailure.Unreachable);

    private SendOutcome Classify(RefusedException refused) => refused.Status switch
    {
        408 or 503 or 529 => new SendOutcome.Rejected(Say(refused, "is overloaded or busy"), true, RetryAfter(refused), CallFailure.Unavailable),
        429 when refused.Code is { } code && NoCredit.Contains(code) => new SendOutcome.Rejected(
            Say(refused, "says the account has no credit left"), false, null),
        429 => new SendOutcome.Rejected(Say(refused, "limits the rate of requests"), true, RetryAfter(refused), CallFailure.RateLimited),
        401 or 403 => new SendOutcome.Rejected(Say(refused, "does not accept the key. Check it under Settings, Providers"), false, null, CallFailure.KeyRefused),
        404 => new SendOutcome.Rejected(Say(refused, "does not know the model, or the base URL is wrong"), false, null),
        < 500 => new SendOutcome.Rejected(Say(refused, refused.Status < 400 ? "redirects elsewhere; enter the final base URL" : "refused the request"), false, null),
        _ => new SendOutcome.InDoubt(Say(refused, "failed after it took the request"), refused.Body.Length > 0 ? refused.Body : null),
    };

    private string Say(RefusedException refused, string what) =>
        $"{settings.Name} {what} (HTTP {refused.Status}{(refused.Message.Length > 0 ? ": " + refused.Message : "")}).";

    private TimeSpan? RetryAfter(RefusedException refused)
    {
        if (refused.RetryAfter is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return seconds is >= 0 and < 1_000_000 ? TimeSpan.FromSeconds(seconds) : null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when))
            return null;
        var wait = when - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private string Describe(Exception failure, bool cancelled, byte[]? partial)
    {
        var arrived = partial is null ? "" : $" after {partial.Length} bytes";
        if (cancelled)
            return $"The wait for {settings.Name} was ended{arrived}.";
        return Find<OperationCanceledException>(failure) is not null
            ? $"{settings.Name} gave no whole answer within {settings.Timeout.TotalSeconds:0} s{arrived}."
            : $"The connection to {settings.Name} broke{arrived}: {Innermost(failure).Message}";
    }

    private static Exception Innermost(Exception failure) => failure is ClientResultException { InnerException: { } inner } ? inner : failure;

    private static T? Find<T>(Exception failure)
        where T : Exception
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
                return found;
        }

        return null;
    }
}

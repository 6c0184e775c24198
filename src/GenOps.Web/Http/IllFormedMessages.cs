using System.Text;
using System.Text.Json;
using GenOps.Core;
using Microsoft.AspNetCore.SignalR;

namespace GenOps.Web.Http;

/// <summary>
/// The one way by which anything typed on a live page comes in: each event, each answer of a script and each address is an argument of a
/// message of its connection. One that holds what is ill-formed goes no further, and the page stays as it is. A browser never sends such
/// a message: js/well-formed.js names the field before.
/// </summary>
internal sealed class IllFormedMessages : IHubFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        foreach (var argument in invocationContext.HubMethodArguments)
        {
            if (argument is string text && ProblemOf(text) is { } problem) throw new HubException(problem);
        }

        return next(invocationContext);
    }

    private static string? ProblemOf(string text)
    {
        try
        {
            WellFormedText.Demand("message", text);
            // What stands behind # is the browser's own: no request held it, and no page reads it.
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") EscapedText.Demand("address", text.Split('#')[0]);
            else if (text.Contains("\\u", StringComparison.Ordinal)) WellFormedText.DemandJson(Encoding.UTF8.GetBytes(text));
            return null;
        }
        catch (InvalidInputException e)
        {
            return e.Message;
        }
        catch (JsonException)
        {
            // Plain text with a backslash in it, and well-formed.
            return null;
        }
    }
}

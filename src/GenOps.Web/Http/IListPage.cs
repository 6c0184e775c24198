using System.Globalization;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Web.Auth;

namespace GenOps.Web.Http;

/// <summary>A page whose address says where in a list it begins; see <see cref="AddressKind.Cursor"/>, <see cref="AddressKind.Count"/> and <see cref="AddressKind.Page"/>.</summary>
public interface IListPage
{
    /// <summary>Asks the query that the page asks, for the part of the list that the address names.</summary>
    /// <exception cref="InvalidInputException">The list has no such part, or something in the address cannot be.</exception>
    static abstract Task AskAsync(ListAsk ask);
}

/// <summary>What is asked of a list by a request for its page.</summary>
public sealed class ListAsk(HttpContext context)
{
    /// <summary>Who asks.</summary>
    public Actor Actor => context.Actor();

    /// <summary>Ends with the request.</summary>
    public CancellationToken Cancellation => context.RequestAborted;

    /// <summary>What stands behind the question mark by its name; null for what is missing or empty.</summary>
    public string? Text(string name) => context.Request.Text(name);

    /// <summary>A number behind the question mark, looked at before; null when missing.</summary>
    public int? Number(string name) => int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A key in the path.</summary>
    public T Key<T>(string name)
        where T : struct, IId<T> => RequestQuery.Key<T>(name, context.GetRouteValue(name)?.ToString());

    /// <summary>The page's query.</summary>
    public T Get<T>()
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}

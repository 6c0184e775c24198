using System.Collections.Concurrent;
using System.Reflection;
using GenOps.Core;
using GenOps.Core.Access;

namespace GenOps.Web.Http;

/// <summary>What is wrong with the address of a page that is shown all the same.</summary>
/// <param name="Message">For people; names the field and what helps.</param>
/// <param name="Fields">What to leave out of the address for the beginning of the list.</param>
internal sealed record AddressProblem(string Message, IReadOnlyList<string> Fields);

/// <summary>
/// Answers 400 to an address that begins beyond the end of a list. A page reads its data in its circuit, when the status has long been
/// sent; so where an address names a place at all, its list is asked before. The first view of a list costs nothing more.
/// </summary>
internal static class ListPlaces
{
    private static readonly ConcurrentDictionary<Type, Func<ListAsk, Task>> Known = [];

    /// <summary>Asks; what is wrong is left for the frame to show in the page's place.</summary>
    public static async Task LookAsync(HttpContext context, Type page)
    {
        var places = AddressFields.Of(page).Where(f => IsPlace(f.Kind)).Select(f => f.Name).ToList();
        if (!places.Exists(p => context.Request.Text(p) is not null)) return;
        try
        {
            await Known.GetOrAdd(page, Asking)(new ListAsk(context));
        }
        catch (InvalidInputException e)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Features.Set(new AddressProblem(e.Message, places));
        }
        catch (Exception e) when (e is NotFoundException or AccessDeniedException)
        {
            // The page says so itself, as it does for its beginning.
        }
    }

    /// <summary>Whether a field says where in a list a page begins.</summary>
    public static bool IsPlace(AddressKind? kind) => kind is AddressKind.Cursor or AddressKind.Count or AddressKind.Page;

    private static Func<ListAsk, Task> Asking(Type page) => typeof(ListPlaces)
        .GetMethod(nameof(AskAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(page).CreateDelegate<Func<ListAsk, Task>>();

    private static Task AskAsync<TPage>(ListAsk ask)
        where TPage : IListPage => TPage.AskAsync(ask);
}

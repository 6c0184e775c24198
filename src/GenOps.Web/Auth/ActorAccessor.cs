using System.Security.Claims;
using GenOps.Core.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace GenOps.Web.Auth;

/// <summary>Turns the signed-in person, or the API key of a request, into the <see cref="Actor"/> that commands ask for.</summary>
public sealed class ActorAccessor(AuthenticationStateProvider authentication)
{
    /// <summary>The actor of a page. Endpoints use <see cref="From"/> with the request's user instead.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in; pages deny that by default.</exception>
    public async Task<Actor> GetAsync() => From((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>The actor behind a principal.</summary>
    /// <exception cref="InvalidOperationException">It is not authenticated.</exception>
    public static Actor From(ClaimsPrincipal principal)
    {
        if (principal.Identity?.IsAuthenticated != true) throw new InvalidOperationException("Nobody is signed in.");
        var id = Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var guid) ? guid : (Guid?)null;
        var roles = principal.FindAll(ClaimTypes.Role).Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        return new Actor(id, principal.Identity.Name ?? "unknown", roles);
    }
}

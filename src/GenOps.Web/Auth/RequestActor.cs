using GenOps.Core.Access;

namespace GenOps.Web.Auth;

/// <summary>Who asks by a request, as commands and queries demand to know.</summary>
internal static class RequestActor
{
    /// <summary>The person or key behind the request.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in; endpoints deny that by default.</exception>
    public static Actor Actor(this HttpContext context) => ActorAccessor.From(context.User);
}

namespace GenOps.Web.Auth;

/// <summary>
/// Lets people open circuits and programs not, whose keys could not be taken back from an open one; and breaks a connection off whose
/// sign-in has ended. The page gets one look's time to lead to the sign-in by itself.
/// </summary>
internal sealed class CircuitGuard(RequestDelegate next, SignInWatch watch)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor") || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }

        if (SessionCookie.Of(context.User) is not { } signIn)
        {
            await ApiKeyAuthentication.WriteProblemAsync(context, StatusCodes.Status403Forbidden);
            return;
        }

        var (gate, told, over) = (new Lock(), false, false);
        using var watching = watch.Add(signIn, () =>
        {
            lock (gate)
            {
                // The server uses a request that is over for the next one.
                if (told && !over) context.Abort();
                told = true;
            }
        });
        try
        {
            await next(context);
        }
        finally
        {
            lock (gate) over = true;
        }
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace GenOps.Web.Auth;

/// <summary>Who an open page belongs to. It loses its person, and with that all it shows, as soon as their sign-in ends.</summary>
public sealed class CircuitSignIn : ServerAuthenticationStateProvider, IDisposable
{
    private readonly SignInWatch _watch;
    private IDisposable? _watching;

    public CircuitSignIn(SignInWatch watch)
    {
        _watch = watch;
        AuthenticationStateChanged += OnChanged;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        AuthenticationStateChanged -= OnChanged;
        _watching?.Dispose();
    }

    // The circuit gives it a state that is known already.
    private void OnChanged(Task<AuthenticationState> state)
    {
        if (!state.IsCompletedSuccessfully) return;
        _watching?.Dispose();
        _watching = SessionCookie.Of(state.Result.User) is { } signIn ? _watch.Add(signIn, End) : null;
    }

    private void End() => SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
}

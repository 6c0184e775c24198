using System.ComponentModel.DataAnnotations;
using System.Globalization;
using GenOps.Web.Auth;
using GenOps.Web.Demonstration;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Components.Account;

/// <summary>Signs a person in, on a page that needs no circuit.</summary>
public sealed partial class Login
{
    private string? _problem;
    private bool _administratorAwaited;

    [SupplyParameterFromForm(FormName = "login")]
    private LoginInput Input { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [Inject]
    public required PasswordSignIn PasswordSignIn { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required ProductAddress Product { get; set; }

    [Inject]
    public required FirstAdministrator FirstAdministrator { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new LoginInput();
        _administratorAwaited = await FirstAdministrator.IsAwaitedAsync(HttpContext.RequestAborted);
    }

    private async Task SignInAsync()
    {
        var answer = await PasswordSignIn.TryAsync(Input.Email, Input.Password);
        if (answer.SignedIn)
        {
            Navigation.NavigateTo(LocalUrl.OrHome(ReturnUrl));
            return;
        }

        if (answer.Patience is { } patience)
        {
            var seconds = (int)Math.Ceiling(patience.TotalSeconds);
            HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            _problem = $"Too many attempts to sign in from here or with this account. Try again in {seconds} seconds.";
            return;
        }

        // One sentence for every cause, so that nobody learns which accounts exist.
        _problem = "E-mail or password is wrong, or the account is locked for 15 minutes after too many attempts.";
    }

    private sealed class LoginInput
    {
        [Required(ErrorMessage = "Enter your e-mail.")]
        public string Email { get; set; } = "";

        [Required(ErrorMessage = "Enter your password.")]
        public string Password { get; set; } = "";
    }
}

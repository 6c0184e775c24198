using System.ComponentModel.DataAnnotations;
using GenOps.Core;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Components.Account;

/// <summary>The page behind the one-time link that is printed at the first start.</summary>
public sealed partial class Setup
{
    private IReadOnlyList<FieldProblem> _problems = [];
    private bool _open;

    [SupplyParameterFromForm(FormName = "setup")]
    private SetupInput Input { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [Inject]
    public required FirstAdministrator FirstAdministrator { get; set; }

    [Inject]
    public required PasswordSignIn PasswordSignIn { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new SetupInput();
        // The token stands in the address: it must not travel on in a referrer or stay in a cache.
        HttpContext.Response.Headers.CacheControl = "no-store";
        _open = await FirstAdministrator.AcceptsAsync(Token, HttpContext.RequestAborted);
    }

    private async Task CreateAsync()
    {
        try
        {
            await FirstAdministrator.CreateAsync(Token, Input.Email, Input.Password, Input.DisplayName, HttpContext.RequestAborted);
            await PasswordSignIn.TryAsync(Input.Email, Input.Password);
            Navigation.NavigateTo("/welcome");
        }
        catch (InvalidInputException e)
        {
            _problems = e.Problems;
        }
        catch (ConflictException)
        {
            _open = false;
        }
    }

    private sealed class SetupInput
    {
        [Required(ErrorMessage = "Enter your e-mail.")]
        public string Email { get; set; } = "";

        public string DisplayName { get; set; } = "";

        [Required(ErrorMessage = "Choose a password.")]
        public string Password { get; set; } = "";

        [Compare(nameof(Password), ErrorMessage = "The two passwords differ.")]
        public string Repeat { get; set; } = "";
    }
}

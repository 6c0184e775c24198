using System.ComponentModel.DataAnnotations;
using GenOps.Core;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Components.Account;

/// <summary>Where a person changes the own password, on a page that needs no circuit.</summary>
public sealed partial class Password
{
    private IReadOnlyList<FieldProblem> _problems = [];
    private bool _done;

    [SupplyParameterFromForm(FormName = "password")]
    private PasswordInput Input { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [Inject]
    public required ChangeOwnPassword ChangeOwnPassword { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => Input ??= new PasswordInput();

    private async Task ChangeAsync()
    {
        try
        {
            await ChangeOwnPassword.ExecuteAsync(HttpContext.User, Input.Current, Input.Next, HttpContext.RequestAborted);
            _done = true;
        }
        catch (InvalidInputException e)
        {
            _problems = e.Problems;
        }
    }

    private sealed class PasswordInput
    {
        [Required(ErrorMessage = "Enter your password so far.")]
        public string Current { get; set; } = "";

        [Required(ErrorMessage = "Choose a password.")]
        public string Next { get; set; } = "";

        [Compare(nameof(Next), ErrorMessage = "The two passwords differ.")]
        public string Repeat { get; set; } = "";
    }
}

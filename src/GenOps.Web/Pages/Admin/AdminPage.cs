using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Web.Auth;
using GenOps.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Admin;

/// <summary>What the settings pages share: who acts, and errors of people shown where they happen.</summary>
public abstract class AdminPage : PagePart
{
    /// <summary>Who looks at the page; set before the first load.</summary>
    protected Actor Actor { get; private set; } = new(null, "", new HashSet<string>());

    /// <summary>Whether the settings are the reader's to change; an auditor only reads them.</summary>
    protected bool IsAdministrator => Actor.Is(Roles.Admin);

    /// <summary>Why the page could not be read; null when it could.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Why the last command was refused, line by line; null when it was not.</summary>
    protected string? Refusal { get; set; }

    [Inject]
    public required ActorAccessor Actors { get; set; }

    [Inject]
    public required ISnackbar Snackbar { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        Actor = await Actors.GetAsync();
        await LoadAsync();
    }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task ReadAsync();

    /// <summary>Reads again, and shows why where it cannot.</summary>
    protected async Task LoadAsync()
    {
        try
        {
            await ReadAsync();
            Problem = null;
        }
        catch (GenOpsException e)
        {
            Problem = e.Message;
        }
    }

    /// <summary>Runs a command, tells what came of it, and reads again.</summary>
    /// <returns>False when it was refused; <see cref="Refusal"/> says why.</returns>
    protected async Task<bool> TryAsync(Func<Task> command, string done)
    {
        try
        {
            await command();
            Refusal = null;
        }
        catch (GenOpsException e)
        {
            Refusal = e.Message;
            return false;
        }

        Snackbar.Add(done, Severity.Success);
        await LoadAsync();
        return true;
    }

    /// <summary>Goes to this page with other parameters; null takes one out.</summary>
    protected void Go(params (string Name, string? Value)[] parameters) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(parameters.ToDictionary(p => p.Name, p => (object?)p.Value)));
}

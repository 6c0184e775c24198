using GenOps.Core.Access;
using GenOps.Web.Components.Layout;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>What the settings pages share: who acts, and errors of people shown where they happen.</summary>
public abstract class AdminPage : ActingPart
{
    /// <summary>Who looks at the page; set before the first load.</summary>
    protected Actor Actor { get; private set; } = new(null, "", new HashSet<string>());

    /// <summary>Whether the settings are the reader's to change; an auditor only reads them.</summary>
    protected bool IsAdministrator => Actor.Is(Roles.Admin);

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
    protected Task LoadAsync() => TryReadAsync(ReadAsync);

    /// <summary>Runs a command, tells what came of it, and reads again where it was done.</summary>
    /// <returns>False when it was refused.</returns>
    protected async Task<bool> TryAsync(Func<Task> command, string done)
    {
        if (!await ActAsync(_ => command(), done)) return false;
        await LoadAsync();
        return true;
    }

    /// <summary>Goes to this page with other parameters; null takes one out.</summary>
    protected void Go(params (string Name, string? Value)[] parameters) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(parameters.ToDictionary(p => p.Name, p => (object?)p.Value)));
}

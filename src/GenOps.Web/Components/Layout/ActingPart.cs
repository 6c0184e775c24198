using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Components.Layout;

/// <summary>
/// A page, or a part of one, of the signed-in person: reads as that person and does what that person asks for, and says why where it was
/// refused. The only one that catches what is made to be told to people; anything else goes on to <see cref="PageErrorBoundary"/>.
/// </summary>
public abstract class ActingPart : PagePart
{
    [Inject]
    public required ActorAccessor Actors { get; set; }

    [Inject]
    public required ISnackbar Snackbar { get; set; }

    /// <summary>Whether something that was asked for is under way.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Why what was asked for last was refused; null when it was done.</summary>
    protected GenOpsException? Refused { get; private set; }

    /// <summary>The same for people; null where there is nothing to say.</summary>
    protected string? Problem => Refused is null ? null : Told(Refused);

    /// <summary>What is wrong with which field of what was asked for last.</summary>
    protected IReadOnlyList<FieldProblem> FieldProblems => (Refused as InvalidInputException)?.Problems ?? [];

    /// <summary>Why the part could not be read; null when it could.</summary>
    protected string? Unread { get; private set; }

    /// <summary>What is said of a refusal; null where the part says it elsewhere, as at its fields.</summary>
    protected virtual string? Told(GenOpsException refused) => refused.Message;

    /// <summary>Reads again what an act may have changed; after each, whether it was done or somebody was faster.</summary>
    protected virtual Task RefreshAsync() => Task.CompletedTask;

    /// <summary>Does what the person asked for, tells what came of it, and refreshes.</summary>
    /// <param name="act">The command, as the signed-in person.</param>
    /// <param name="done">What is said when it worked; null where the part shows it.</param>
    /// <returns>False when it was refused; <see cref="Refused"/> says why.</returns>
    protected async Task<bool> ActAsync(Func<Actor, Task> act, string? done = null)
    {
        (IsBusy, Refused) = (true, null);
        StateHasChanged();
        try
        {
            await act(await Actors.GetAsync());
            if (done is not null) Snackbar.Add(done, Severity.Success);
        }
        catch (GenOpsException e)
        {
            Refused = e;
        }
        finally
        {
            IsBusy = false;
        }

        await RefreshAsync();
        StateHasChanged();
        return Refused is null;
    }

    /// <summary>Reads what the part shows, and keeps why where it cannot be read.</summary>
    /// <param name="read">Reads.</param>
    /// <param name="leaving">Cancelled when the person leaves; what is broken off by it is no problem.</param>
    protected async Task TryReadAsync(Func<Task> read, CancellationToken leaving = default)
    {
        Unread = null;
        try
        {
            await read();
        }
        catch (GenOpsException e)
        {
            Unread = e.Message;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The person has left the page.
        }
    }

    /// <summary>Says no more of the last refusal.</summary>
    protected void Forget() => Refused = null;
}

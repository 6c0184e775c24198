using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.WebUtilities;

namespace GenOps.Web.Components.Layout;

/// <summary>
/// Catches what a page throws. A user's mistake shows its own message, a database or a disk in the way says so in a sentence; anything
/// else is a plain sentence with a reference under which the log holds the whole exception. None shows a stack trace.
/// </summary>
public sealed class PageErrorBoundary : ErrorBoundaryBase
{
    private string _reference = "";

    /// <summary>The class of what stands around the message; null for none.</summary>
    [Parameter]
    public string? Class { get; set; }

    [Inject]
    public required ILogger<PageErrorBoundary> Logger { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>The page without what is wrong in its address; null where nothing of it is, and trying again may help.</summary>
    private string? WithoutWhatIsWrong
    {
        get
        {
            if (CurrentException is not InvalidInputException { Problems: var problems }) return null;
            var given = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
            return problems.All(p => given.ContainsKey(p.Field))
                ? Navigation.GetUriWithQueryParameters(problems.Select(p => p.Field).Distinct().ToDictionary(f => f, object? (_) => null))
                : null;
        }
    }

    /// <inheritdoc />
    protected override Task OnErrorAsync(Exception exception)
    {
        _reference = Guid.CreateVersion7().ToString("N")[^8..];
        if (StorageFault.Of(exception) is not null)
            Logger.LogWarning("A page could not do its work: {Problem}", exception.GetBaseException().Message);
        else if (!IsForPeople(exception))
            Logger.LogError(exception, "A page failed (reference {Reference})", _reference);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenElement(1, "div");
        builder.AddAttribute(2, "class", Class);
        builder.OpenComponent<ErrorPanel>(3);
        if (StorageFault.Of(CurrentException) is { } trouble)
        {
            builder.AddAttribute(4, nameof(ErrorPanel.Title), "GenOps has to wait");
            builder.AddAttribute(5, nameof(ErrorPanel.Message), StorageFault.Words(trouble));
        }
        else if (IsForPeople(CurrentException))
        {
            builder.AddAttribute(4, nameof(ErrorPanel.Title), "That did not work");
            builder.AddAttribute(5, nameof(ErrorPanel.Message), CurrentException.Message);
        }
        else
        {
            builder.AddAttribute(4, nameof(ErrorPanel.Title), "This page ran into a problem");
            builder.AddAttribute(5, nameof(ErrorPanel.Message),
                $"Try again, or reload the page. If it stays, give your administrator the reference {_reference}.");
        }

        if (WithoutWhatIsWrong is { } href)
        {
            builder.AddAttribute(6, nameof(ErrorPanel.ChildContent), (RenderFragment)(link =>
            {
                link.OpenElement(0, "a");
                link.AddAttribute(1, "class", "go-button go-button-quiet");
                link.AddAttribute(2, "href", href);
                link.AddContent(3, "Go to the beginning");
                link.CloseElement();
            }));
        }
        else
        {
            builder.AddAttribute(7, nameof(ErrorPanel.OnRetry), EventCallback.Factory.Create(this, Recover));
        }

        builder.CloseComponent();
        builder.CloseElement();
    }

    private static bool IsForPeople(Exception exception) => exception is GenOpsException or AccessDeniedException;
}

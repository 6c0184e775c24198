using GenOps.Core;
using GenOps.Core.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace GenOps.Web.Components.Layout;

/// <summary>
/// Catches what a page throws. A user's mistake shows its own message; anything else a plain sentence with a reference
/// under which the log holds the whole exception. Neither shows a stack trace.
/// </summary>
public sealed class PageErrorBoundary : ErrorBoundaryBase
{
    private string _reference = "";

    [Inject]
    public required ILogger<PageErrorBoundary> Logger { get; set; }

    /// <inheritdoc />
    protected override Task OnErrorAsync(Exception exception)
    {
        _reference = Guid.CreateVersion7().ToString("N")[^8..];
        if (!IsForPeople(exception))
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

        builder.OpenComponent<ErrorPanel>(1);
        if (IsForPeople(CurrentException))
        {
            builder.AddAttribute(2, nameof(ErrorPanel.Title), "That did not work");
            builder.AddAttribute(3, nameof(ErrorPanel.Message), CurrentException.Message);
        }
        else
        {
            builder.AddAttribute(2, nameof(ErrorPanel.Title), "This page ran into a problem");
            builder.AddAttribute(3, nameof(ErrorPanel.Message),
                $"Try again, or reload the page. If it stays, give your administrator the reference {_reference}.");
        }

        builder.AddAttribute(4, nameof(ErrorPanel.OnRetry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }

    private static bool IsForPeople(Exception exception) => exception is GenOpsException or AccessDeniedException;
}

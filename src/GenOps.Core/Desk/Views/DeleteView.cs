using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Views;

/// <summary>Deletes a saved view.</summary>
public sealed class DeleteView(CommandRunner runner)
{
    /// <summary>Deletes it: one's own, or as an operator a shared one.</summary>
    /// <exception cref="NotFoundException">There is none that the actor may see.</exception>
    /// <exception cref="AccessDeniedException">It is somebody else's, and the actor is no operator.</exception>
    public Task ExecuteAsync(Actor actor, SavedViewId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, SavedViewId id)
    {
        var (db, actor, _, cancellationToken) = scope;
        var view = await db.SavedViews.SingleOrDefaultAsync(v => v.Id == id && (v.Shared || v.OwnerId == actor.Id), cancellationToken)
            ?? throw new NotFoundException("There is no such view; perhaps somebody has deleted it.");
        if (view.OwnerId != actor.Id) actor.Require(Roles.Operator);
        db.Remove(view);
        scope.Record("view.delete", "view", view.Id, $"Deleted the view '{view.Name}' of {view.OwnerName}");
    }
}

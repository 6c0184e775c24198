using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Views;

/// <summary>Keeps filters of the list of runs under a name.</summary>
public sealed class SaveView(CommandRunner runner)
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 60;

    /// <summary>The most views one person has.</summary>
    public const int Most = 50;

    /// <summary>Saves them.</summary>
    /// <param name="actor">Whose they are.</param>
    /// <param name="name">1 to <see cref="LongestName"/> characters, unlike that of the person's other views.</param>
    /// <param name="filter">The filters.</param>
    /// <param name="shared">Whether everybody sees them; only an operator may share.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AccessDeniedException">Shared by somebody who is no operator, or saved by nobody.</exception>
    /// <exception cref="InvalidInputException">The name is missing or too long.</exception>
    /// <exception cref="ConflictException">There is a view of this name, or there are too many.</exception>
    public async Task<SavedViewId> ExecuteAsync(Actor actor, string name, ViewFilter filter, bool shared, CancellationToken cancellationToken)
    {
        if (shared) actor.Require(Roles.Operator);
        if (actor.Id is not { } owner) throw new AccessDeniedException(actor, "of a person who signs in");
        name = name.Trim();
        if (name.Length is 0 or > LongestName) throw new InvalidInputException("name", $"It has {name.Length} characters.", $"Give 1 to {LongestName}.");
        var json = filter.ToJson();
        return await runner.RunAsync(actor, scope => StageAsync(scope, owner, name, json, shared), cancellationToken);
    }

    private static async Task<SavedViewId> StageAsync(CommandScope scope, Guid owner, string name, string filter, bool shared)
    {
        var (db, actor, now, cancellationToken) = scope;
        var key = name.ToLowerInvariant();
        var own = db.SavedViews.Where(v => v.OwnerId == owner);
        if (await own.AnyAsync(v => v.NameKey == key, cancellationToken))
            throw new ConflictException($"You have a view '{name}' already. Choose another name, or delete that one first.");
        if (await own.CountAsync(cancellationToken) >= Most) throw new ConflictException($"You have {Most} views. Delete one you no longer need first.");
        var view = new SavedView
        {
            Id = Id.New<SavedViewId>(),
            OwnerId = owner,
            OwnerName = actor.Name,
            Name = name,
            NameKey = key,
            Filter = filter,
            Shared = shared,
            SavedAt = now,
        };
        db.Add(view);
        scope.Record("view.save", "view", view.Id, $"Saved the view '{name}' of runs{(shared ? " for everybody" : "")}", view.Filter);
        return view.Id;
    }
}

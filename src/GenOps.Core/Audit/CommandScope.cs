using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Delivery;

namespace GenOps.Core.Audit;

/// <summary>The one transaction of a command while it is staged. What is changed in its context is saved at its end.</summary>
public sealed class CommandScope
{
    private readonly RunChanges changes;
    private readonly OrderedDictionary<object, Func<Task>> afterwards = [];

    internal CommandScope(GenOpsDbContext db, Actor actor, DateTime now, Beforehand before, RunChanges changes, CancellationToken cancellationToken)
    {
        (Db, Actor, Now, Before, Cancellation) = (db, actor, now, before, cancellationToken);
        this.changes = changes;
    }

    /// <summary>Its context, whose write transaction is open.</summary>
    public GenOpsDbContext Db { get; }

    /// <summary>Who acts.</summary>
    public Actor Actor { get; }

    /// <summary>UTC, since the transaction began.</summary>
    public DateTime Now { get; }

    /// <summary>What must not be made under the write turn.</summary>
    public Beforehand Before { get; }

    /// <summary>Gives up before the commit.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>What is done after the commit, in the order in which it was asked for.</summary>
    internal IEnumerable<Func<Task>> Afterwards => afterwards.Values;

    /// <summary>What nearly every command needs of it.</summary>
    public void Deconstruct(out GenOpsDbContext db, out Actor actor, out DateTime now, out CancellationToken cancellationToken) =>
        (db, actor, now, cancellationToken) = (Db, Actor, Now, Cancellation);

    /// <summary>Adds an audit entry of the actor's; see <see cref="AuditEntry"/>.</summary>
    public void Record(string action, string objectType, object objectId, string summary, string details = "") =>
        Db.Record(Actor, Now, action, objectType, objectId, summary, details);

    /// <summary>Tells the pages that look at a run, after the commit.</summary>
    public void Changed(RunId run) => Afterward(run, () => changes.Publish(run));

    /// <summary>Does something after the commit; the same only once.</summary>
    /// <param name="what">By which the same is known.</param>
    /// <param name="act">What.</param>
    public void Afterward(object what, Func<Task> act) => afterwards.TryAdd(what, act);

    /// <summary>The same for something that is done at once.</summary>
    public void Afterward(object what, Action act) => Afterward(what, () =>
    {
        act();
        return Task.CompletedTask;
    });
}

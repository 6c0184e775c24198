namespace GenOps.Core.Data.Store;

/// <summary>
/// What is decided and written together, or not at all. It may be asked, decided and written more than once, when the group it was in could not be
/// committed: each time it begins with <see cref="Ask"/>, and everything is read anew.
/// </summary>
public abstract class StoreUnit
{
    /// <summary>Units of one key never share a group: they go one after the other, in the order in which they came.</summary>
    public abstract Guid Key { get; }

    /// <summary>
    /// Further things for which no two units share a group: what one of them writes in new rows, or by a statement of its own, and another counts. Rows that
    /// both read and change need no mention, since they are the same objects for the whole group.
    /// </summary>
    public virtual IReadOnlyCollection<Guid> Apart => [];

    /// <summary>Goes before those that are not, where both wait; never before an earlier one of its own key.</summary>
    public virtual bool IsUrgent => false;

    /// <summary>Says which rows are locked before anything is read; asked on PostgreSQL only, once, where the unit is queued.</summary>
    public abstract void Lock(StoreLocks locks);

    /// <summary>Says what is read, under the locks.</summary>
    public abstract void Ask(StoreReading reading);

    /// <summary>
    /// Decides from what was read: quick, without I/O, waiting, hashing or parsing. It may change rows it read, and then writes them;
    /// where it refuses, they are set back. Shared facts of its own making are changed last, since nobody sets those back.
    /// </summary>
    /// <returns>False refuses the unit, and so does whatever is thrown, which comes out where the unit was queued.</returns>
    public abstract bool Decide();

    /// <summary>Says what is written; called after <see cref="Decide"/> said yes.</summary>
    public abstract void Write(StoreWriting writing);
}

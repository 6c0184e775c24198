using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>Something a write transaction needs and must not make itself.</summary>
/// <param name="Name">What it is made of, as by hashes: the same name stands for the same thing.</param>
/// <param name="Make">Makes it, outside the write turn.</param>
public sealed record Making<T>(string Name, Func<GenOpsDbContext, Task<T>> Make) where T : notnull;

/// <summary>
/// What one write transaction needs of texts that are parsed, written and hashed. Each is made before it, by what it is made of. Where
/// the transaction finds rows that nobody foresaw, it is undone, what they need is made, and it begins again.
/// </summary>
/// <param name="factory">Of the contexts that things are made with.</param>
public sealed class Beforehand(IDbContextFactory<GenOpsDbContext> factory)
{
    // Each round makes something new; what needs more of them than this never comes to an end.
    private const int MostRounds = 200;

    private readonly Dictionary<string, object> made = [];

    /// <summary>The things, in their order. Costs nothing where they are made, so it may be asked for in the transaction.</summary>
    /// <exception cref="NotMadeException">At least one is not made yet; <see cref="GoAsync"/> sees to it.</exception>
    public IReadOnlyList<T> Of<T>(IReadOnlyCollection<Making<T>> makings) where T : notnull
    {
        var open = makings.Where(m => !made.ContainsKey(m.Name)).ToList();
        if (open.Count > 0) throw new NotMadeException(db => MakeAsync(db, open));
        return [.. makings.Select(m => (T)made[m.Name])];
    }

    /// <summary>One thing; see the other.</summary>
    /// <exception cref="NotMadeException">It is not made yet.</exception>
    public T Of<T>(string name, Func<GenOpsDbContext, Task<T>> make) where T : notnull => Of<T>([new Making<T>(name, make)])[0];

    /// <summary>Does something that asks for such things, again from its beginning whenever one had to be made first.</summary>
    /// <param name="attempt">Changes nothing when it throws, as a transaction that is not committed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<T> GoAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await attempt();
            }
            catch (NotMadeException e) when (round < MostRounds)
            {
                await using var db = await factory.CreateDbContextAsync(cancellationToken);
                await e.MakeAsync(db);
            }
        }
    }

    private async Task MakeAsync<T>(GenOpsDbContext db, List<Making<T>> open) where T : notnull
    {
        foreach (var making in open.DistinctBy(m => m.Name)) made[making.Name] = await making.Make(db);
    }
}

/// <summary>A write transaction needs something that must be made before it.</summary>
/// <param name="make">Makes it.</param>
public sealed class NotMadeException(Func<GenOpsDbContext, Task> make)
    : InvalidOperationException("What the transaction needs was not made before it, however often it began again.")
{
    /// <summary>Makes it, outside the write turn.</summary>
    public Task MakeAsync(GenOpsDbContext db) => make(db);
}

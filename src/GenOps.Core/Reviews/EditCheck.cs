using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>Says what is wrong with a text as it is being typed, by the rules that the decision will ask.</summary>
public sealed class EditCheck(IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>What would be refused of one changed text; none when it can be taken.</summary>
    /// <param name="actor">Holds one of the review's roles.</param>
    /// <param name="id">The review.</param>
    /// <param name="name">The text's name.</param>
    /// <param name="text">As it stands now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AccessDeniedException">The actor has none of the review's roles.</exception>
    /// <exception cref="NotFoundException">There is no such review, or no such text in it.</exception>
    public async Task<IReadOnlyList<FieldProblem>> FindAsync(Actor actor, ReviewTaskId id, string name, string text, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var task = await db.ReviewTasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken)
            ?? throw new NotFoundException("There is no such review; the queue shows what waits.");
        actor.Require([.. task.Roles()]);
        var output = await db.Outputs.AsNoTracking().SingleAsync(o => o.Id == task.OutputId, cancellationToken);
        var artifact = (await OutputEditing.ArtifactsAsync(db, output.Id, output.Revision, cancellationToken)).Find(a => a.Name == name)
            ?? throw new NotFoundException($"The output has no text named {name} any more.");
        try
        {
            await (await ApprovalRules.OfAsync(db, output, cancellationToken)).ReadAsync(artifact, text);
            return [];
        }
        catch (InvalidInputException e)
        {
            return e.Problems;
        }
    }
}

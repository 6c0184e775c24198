using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>Answers whether the providers from before failover within a tier answer for each other too. For administrators.</summary>
public sealed class AnswerFailover(IDbContextFactory<GenOpsDbContext> contexts, IProviderRegistry registry, TimeProvider time)
{
    /// <summary>Answers, or answers anew; it holds from the next call on.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="ConflictException">This installation is not asked: none of its providers is older.</exception>
    public async Task ExecuteAsync(Actor actor, bool answer, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var question = await db.FailoverQuestions.SingleOrDefaultAsync(cancellationToken)
            ?? throw new ConflictException(
                "Every provider here was added since providers of one tier answer for each other. Mark those that may not, or forbid it in a pipeline with 'failover: false'.");
        var now = time.UtcNow();
        (question.Answer, question.AnsweredBy, question.AnsweredAt) = (answer, actor.Name, now);
        var names = string.Join(", ", question.EarlierNames);
        db.Record(actor, now, "failover.answer", "provider", names,
            answer ? $"Lets {names} answer for other providers of their tier, and those for them" : $"Keeps {names} from answering for other providers of their tier, and those for them");
        await db.SaveChangesAsync(cancellationToken);
        registry.Refresh();
    }
}

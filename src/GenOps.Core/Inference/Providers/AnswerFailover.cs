using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>Answers whether the providers from before failover within a tier answer for each other too. For administrators.</summary>
public sealed class AnswerFailover(CommandRunner runner, IProviderRegistry registry)
{
    /// <summary>Answers, or answers anew; it holds from the next call on.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="ConflictException">This installation is not asked: none of its providers is older.</exception>
    public Task ExecuteAsync(Actor actor, bool answer, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Admin), scope => StageAsync(scope, answer), cancellationToken);

    private async Task StageAsync(CommandScope scope, bool answer)
    {
        var (db, actor, now, cancellationToken) = scope;
        var question = await db.FailoverQuestions.SingleOrDefaultAsync(cancellationToken)
            ?? throw new ConflictException(
                "Every provider here was added since providers of one tier answer for each other. Mark those that may not, or forbid it in a pipeline with 'failover: false'.");
        (question.Answer, question.AnsweredBy, question.AnsweredAt) = (answer, actor.Name, now);
        var names = string.Join(", ", question.EarlierNames);
        scope.Record("failover.answer", "provider", names,
            answer ? $"Lets {names} answer for other providers of their tier, and those for them" : $"Keeps {names} from answering for other providers of their tier, and those for them");
        scope.Afterward(registry, registry.Refresh);
    }
}

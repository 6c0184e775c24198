using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>A figure to be stated.</summary>
public sealed record StateAssumptionRequest
{
    /// <summary>The pipeline it holds for; null for the whole company.</summary>
    public PipelineId? PipelineId { get; init; }

    /// <summary>One of <see cref="AssumptionKeys"/>.</summary>
    public required string Key { get; init; }

    /// <summary>In the key's unit, not negative; null withdraws what was stated.</summary>
    public required decimal? Value { get; init; }

    /// <summary>In force from, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>Why this figure; at most 500 characters.</summary>
    public string Note { get; init; } = "";
}

/// <summary>States a rate, a baseline, a value or a fixed cost; what was stated before stays in the history.</summary>
public sealed class StateAssumption(CommandRunner runner)
{
    internal const string Confirmed = "assumption.confirm";

    private const decimal Most = 1_000_000_000m;
    private const int Decimals = 9;

    /// <summary>States it.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="InvalidInputException">The key, value or date cannot be.</exception>
    /// <exception cref="NotFoundException">There is no such pipeline.</exception>
    public Task<AssumptionId> ExecuteAsync(Actor actor, StateAssumptionRequest request, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Finance), scope => StageAsync(scope, request, "assumption.state"), cancellationToken);

    /// <summary>The same as part of more, under the name by which the audit trail knows what was done.</summary>
    internal static async Task<AssumptionId> StageAsync(CommandScope scope, StateAssumptionRequest request, string action)
    {
        var (db, actor, now, cancellationToken) = scope;
        Demand(request, now);
        var where = await ScopeAsync(db, request.PipelineId, cancellationToken);
        var assumption = new Assumption
        {
            Id = Id.New<AssumptionId>(),
            PipelineId = request.PipelineId,
            Key = request.Key,
            Value = request.Value,
            ValidFrom = request.ValidFrom,
            RecordedAt = now,
            Author = actor.Name,
            Origin = AssumptionOrigin.Person,
            Note = request.Note.Trim(),
        };
        db.Add(assumption);
        var words = AssumptionWords.Of(request.Key);
        var act = action == Confirmed ? "Confirmed" : "Stated";
        scope.Record(action, "assumption", assumption.Id, request.Value is { } value
            ? $"{act} for {where} from {request.ValidFrom:yyyy-MM-dd}: {words.Name} {AssumptionWords.InUnit(request.Key, value)}"
            : $"Withdrew for {where} from {request.ValidFrom:yyyy-MM-dd}: {words.Name}");
        return assumption.Id;
    }

    private static async Task<string> ScopeAsync(GenOpsDbContext db, PipelineId? pipelineId, CancellationToken cancellationToken)
    {
        if (pipelineId is null) return "the company";
        var labels = await db.PipelineLabelsAsync(cancellationToken);
        return labels.FirstOrDefault(p => p.Id == pipelineId)?.Name
            ?? throw new NotFoundException("There is no such pipeline. Choose one from the list.");
    }

    private static void Demand(StateAssumptionRequest request, DateTime now)
    {
        var problems = new List<FieldProblem>();
        if (!AssumptionKeys.All.Contains(request.Key))
            problems.Add(new("Figure", $"There is no figure {request.Key}.", $"Choose from {string.Join(", ", AssumptionKeys.All)}."));
        if (request.Value is { } value && (value < 0 || value > Most || decimal.Round(value, Decimals) != value))
            problems.Add(new("Value", "This value cannot be.", $"Give a number from 0 to {Most:#,##0}."));
        if (request.Key == AssumptionKeys.BaselineMinutes && request.Value == 0)
            problems.Add(new("Value", "A person needed some time.", "Give the minutes one output took by hand."));
        if (request.ValidFrom.Kind != DateTimeKind.Utc || request.ValidFrom.Year < 2015 || request.ValidFrom > now.AddYears(5))
            problems.Add(new("Valid from", "This date cannot be.", "Give a date from 2015 to five years from now."));
        if (request.Note.Length > 500) problems.Add(new("Note", "The note is too long.", "Use at most 500 characters."));
        if (problems.Count > 0) throw new InvalidInputException(problems);
    }
}

namespace GenOps.Core;

/// <summary>An error a person caused or can mend; the message is made to be shown as it is.</summary>
public abstract class GenOpsException : Exception
{
    /// <param name="message">What is wrong and, where known, what helps.</param>
    protected GenOpsException(string message)
        : base(message)
    {
    }

    /// <param name="message">What is wrong and, where known, what helps.</param>
    /// <param name="innerException">What it was found out by; never shown.</param>
    protected GenOpsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>One thing wrong with one field.</summary>
/// <param name="Field">The field as the person knows it, such as <c>notes</c>.</param>
/// <param name="Problem">What is wrong, a sentence.</param>
/// <param name="Cure">What would be right, a sentence.</param>
public sealed record FieldProblem(string Field, string Problem, string Cure);

/// <summary>What was given cannot be taken; every field with a problem is listed.</summary>
/// <param name="problems">At least one.</param>
public sealed class InvalidInputException(IReadOnlyList<FieldProblem> problems)
    : GenOpsException(string.Join("\n", problems.Select(p => $"{p.Field}: {p.Problem} {p.Cure}")))
{
    /// <summary>A single field that is wrong.</summary>
    public InvalidInputException(string field, string problem, string cure)
        : this([new FieldProblem(field, problem, cure)])
    {
    }

    /// <summary>All that is wrong, in the order of the fields.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; } = problems;

    /// <summary>True where something is larger than it may be.</summary>
    public bool IsTooLarge { get; init; }
}

/// <summary>What was asked for does not exist, or not for this person.</summary>
/// <param name="message">What was looked for, and where to look instead.</param>
public sealed class NotFoundException(string message) : GenOpsException(message);

/// <summary>What was asked for does not fit the present state: somebody was faster, or the moment has passed.</summary>
/// <param name="message">The state, and the way out.</param>
public sealed class ConflictException(string message) : GenOpsException(message);

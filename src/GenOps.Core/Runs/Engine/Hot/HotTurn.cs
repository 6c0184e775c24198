using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>One step from its claim to its answer.</summary>
/// <param name="question">Its call, committed as one that is being sent.</param>
/// <param name="trail">Says that this process works on the call.</param>
internal sealed class HotTurn(HotQuestion question, AnswerTrail trail)
{
    /// <summary>Its call.</summary>
    public HotQuestion Question => question;

    /// <summary>Says that this process works on the call.</summary>
    public AnswerTrail Trail => trail;

    /// <summary>It was claimed with the answer of the step before.</summary>
    public bool Follows { get; init; }

    /// <summary>Its answer is committed with all that follows.</summary>
    public bool IsApplied { get; set; }

    /// <summary>Its answer was refused since it is the last of its map.</summary>
    public bool IsLast { get; set; }

    /// <summary>Its run ended by it and gave a place free.</summary>
    public bool FreesPlace { get; set; }

    /// <summary>The slow way goes on with it.</summary>
    public bool IsLeft { get; set; }

    /// <summary>The step that was claimed with its answer; null for none.</summary>
    public HotTurn? Next { get; set; }

    /// <summary>A step of which nobody knows whether it was claimed with its answer; null for none.</summary>
    public HotQuestion? Unsure { get; set; }
}

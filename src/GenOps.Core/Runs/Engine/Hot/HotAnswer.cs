using GenOps.Core.Blobs;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>An answer of use, read, priced and hashed before its commit, with what it will complete.</summary>
/// <param name="Call">The call as it was committed.</param>
/// <param name="Reading">What the answer says.</param>
/// <param name="Answered">As it arrived.</param>
/// <param name="Price">What it cost.</param>
/// <param name="Outcome">What the step gave.</param>
/// <param name="Given">The same as it is stored.</param>
/// <param name="Drafts">The outputs that are complete by it, each with what it was made of.</param>
internal sealed record HotAnswer(
    ModelCall Call, AnswerReading Reading, SendOutcome.Answered Answered, AnswerPrice Price, Steps.StepOutcome.Done Outcome, BlobContent Given,
    IReadOnlyList<(OutputParts Parts, MadeOutput Made)> Drafts);

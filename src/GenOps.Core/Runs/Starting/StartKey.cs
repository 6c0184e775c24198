using GenOps.Core.Blobs;

namespace GenOps.Core.Runs.Starting;

/// <summary>A key of the caller's for one start.</summary>
/// <param name="Text">1 to <see cref="Longest"/> characters.</param>
/// <param name="Body">Hash of what was asked for.</param>
public sealed record StartKey(string Text, BlobHash Body)
{
    /// <summary>The longest key.</summary>
    public const int Longest = 200;

    /// <summary>Demands that it can be kept.</summary>
    /// <param name="field">Where it was given.</param>
    /// <exception cref="InvalidInputException">It is too long.</exception>
    internal void DemandShort(string field)
    {
        if (Text.Length > Longest) throw new InvalidInputException(field, $"It is longer than {Longest} characters.", "A UUID does well.");
    }

    /// <summary>The run that the key started before.</summary>
    /// <exception cref="ConflictException">It was used for another start.</exception>
    internal RunId DemandSame(RunRequest before) => before.BodyHash == Body
        ? before.RunId
        : throw new ConflictException($"The Idempotency-Key was used for another start, of run {before.RunId}. Use a new key for a new start.");
}

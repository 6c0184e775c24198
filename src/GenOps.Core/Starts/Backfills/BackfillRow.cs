using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Backfills;

/// <summary>One backfill and how far it is.</summary>
public sealed record BackfillRow
{
    public required BackfillId Id { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    public required ScheduleId? ScheduleId { get; init; }

    /// <summary>What it goes over, for people.</summary>
    public required string Source { get; init; }

    public required MoneyMode Money { get; init; }

    public required BackfillState State { get; init; }

    public required int Concurrency { get; init; }

    public required long? CapNanoUsd { get; init; }

    /// <summary>Why nothing further starts; empty when nothing is in its way.</summary>
    public required string Problem { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? EndedAt { get; init; }

    /// <summary>All its items.</summary>
    public required int Items { get; init; }

    /// <summary>Those whose turn has not come.</summary>
    public required int Waiting { get; init; }

    /// <summary>Those that could not be started.</summary>
    public required int NotStarted { get; init; }

    /// <summary>Its runs by where they stand now.</summary>
    public required IReadOnlyDictionary<RunState, int> Runs { get; init; }

    /// <summary>Those of its runs that have not ended by how they stand, as the desk counts them; only those there are.</summary>
    public required IReadOnlyDictionary<RunStanding, int> Standings { get; init; }

    /// <summary>What its runs cost so far; nano-US-dollars.</summary>
    public required long SpentNanoUsd { get; init; }

    /// <summary>What calls under way may cost at most.</summary>
    public required long ReservedNanoUsd { get; init; }

    /// <summary>Items that are done with: ended, not started, cancelled.</summary>
    public int Done => Items - Waiting - Runs.Where(r => !Run.IsFinal(r.Key)).Sum(r => r.Value);
}

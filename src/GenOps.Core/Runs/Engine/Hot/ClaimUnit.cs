using GenOps.Core.Data.Store;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>Begins a step the hot way: its claim and its call in one commit.</summary>
internal sealed class ClaimUnit(Run run, HotQuestion question, ClaimPart claim, TimeProvider time) : StoreUnit
{
    private Asked<Run?> row = null!;
    private Asked<StepRun?> step = null!;
    private DateTime now;

    /// <inheritdoc />
    public override Guid Key => run.Id.Value;

    /// <inheritdoc />
    public override void Lock(StoreLocks locks)
    {
        locks.Rows<Run>(1, run.Id.Value);
        locks.Rows<StepRun>(2, question.Lease.Step.Id.Value);
        claim.Lock(locks);
    }

    /// <inheritdoc />
    public override void Ask(StoreReading reading)
    {
        now = time.UtcNow();
        row = reading.Row<Run>("\"Id\" = $1", run.Id);
        step = reading.Row<StepRun>("\"Id\" = $1", question.Lease.Step.Id);
        claim.Ask(reading, run, now);
    }

    /// <inheritdoc />
    public override bool Decide() => row.Value is { } at && step.Value is { } of && claim.Decide(at, of, now);

    /// <inheritdoc />
    public override void Write(StoreWriting writing)
    {
        writing.Update(row.Value!);
        claim.Write(writing, now);
    }

    /// <summary>The run as it was committed.</summary>
    public Run Row => row.Value!;
}

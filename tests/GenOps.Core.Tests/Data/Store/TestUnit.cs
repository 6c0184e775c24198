using GenOps.Core.Data.Store;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>A unit made of what a test wants it to do.</summary>
internal sealed class TestUnit : StoreUnit
{
    public override Guid Key => Of;

    public override IReadOnlyCollection<Guid> Apart => From;

    public override bool IsUrgent => Urgent;

    public Guid Of { get; init; } = Guid.NewGuid();

    public Guid[] From { get; init; } = [];

    public bool Urgent { get; init; }

    public Action<StoreLocks> Locks { get; init; } = _ => { };

    public Action<StoreReading> Asks { get; init; } = _ => { };

    public Func<bool> Decides { get; init; } = () => true;

    public Action<StoreWriting> Writes { get; init; } = _ => { };

    public override void Lock(StoreLocks locks) => Locks(locks);

    public override void Ask(StoreReading reading) => Asks(reading);

    public override bool Decide() => Decides();

    public override void Write(StoreWriting writing) => Writes(writing);
}

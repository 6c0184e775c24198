namespace GenOps.Core.Analytics.Measures;

/// <summary>
/// A sum with its rows: the one thing every key figure is made of. Cells and rows come from the same query,
/// or cells from sums that were made of it, so that they cannot differ.
/// </summary>
internal abstract class Measure
{
    /// <summary>What it is, in plain words.</summary>
    public abstract string Label { get; }

    public abstract KpiUnit Unit { get; }

    /// <summary>The measures it is put together from; itself where it is of one piece.</summary>
    public virtual IEnumerable<Measure> Pieces => [this];

    /// <summary>The sums, set-based.</summary>
    public abstract Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken);

    /// <summary>Some of the rows, latest first.</summary>
    public abstract Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken);
}

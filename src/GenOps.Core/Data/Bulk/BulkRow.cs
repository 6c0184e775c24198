namespace GenOps.Core.Data.Bulk;

/// <summary>Where the columns of one row go, each by its place in the table's statement, from 0. Nothing is boxed on the way.</summary>
internal abstract class BulkRow
{
    public abstract void Null(int place);

    public abstract void Text(int place, string value);

    public abstract void Guid(int place, Guid value);

    public abstract void Bool(int place, bool value);

    public abstract void Int(int place, int value);

    public abstract void Long(int place, long value);

    public abstract void Double(int place, double value);

    public abstract void Decimal(int place, decimal value);

    /// <param name="place">Its place.</param>
    /// <param name="value">UTC.</param>
    public abstract void Time(int place, DateTime value);

    public abstract void Bytes(int place, byte[] value);
}

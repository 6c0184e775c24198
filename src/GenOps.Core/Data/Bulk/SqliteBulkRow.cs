using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GenOps.Core.Data.Bulk;

/// <summary>One prepared statement; its values are written as Microsoft.Data.Sqlite writes them.</summary>
internal sealed class SqliteBulkRow : BulkRow, IDisposable
{
    private static readonly byte[] NoText = [0];

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private byte[] text = new byte[4096];

    public SqliteBulkRow(sqlite3 database, string sql)
    {
        this.database = database;
        Demand(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    /// <summary>Adds the row whose columns were given.</summary>
    /// <exception cref="SqliteException">It cannot be added.</exception>
    public void Insert()
    {
        var code = raw.sqlite3_step(statement);
        if (code != raw.SQLITE_DONE) Demand(code);
        raw.sqlite3_reset(statement);
    }

    public override void Null(int place) => raw.sqlite3_bind_null(statement, place + 1);

    public override void Text(int place, string value)
    {
        if (value.Length == 0)
        {
            // No bytes at all would be taken for null.
            raw.sqlite3_bind_text(statement, place + 1, utf8z.FromSpan(NoText));
            return;
        }

        if (value.Length * 3 > text.Length) text = new byte[value.Length * 3];
        var length = Encoding.UTF8.GetBytes(value, text);
        raw.sqlite3_bind_text(statement, place + 1, text.AsSpan(0, length));
    }

    public override void Guid(int place, Guid value)
    {
        Span<byte> digits = stackalloc byte[36];
        value.TryFormat(digits, out _);
        foreach (ref var digit in digits)
        {
            if (digit >= (byte)'a') digit -= 'a' - 'A';
        }

        raw.sqlite3_bind_text(statement, place + 1, digits);
    }

    public override void Bool(int place, bool value) => raw.sqlite3_bind_int(statement, place + 1, value ? 1 : 0);

    public override void Int(int place, int value) => raw.sqlite3_bind_int(statement, place + 1, value);

    public override void Long(int place, long value) => raw.sqlite3_bind_int64(statement, place + 1, value);

    public override void Double(int place, double value) => raw.sqlite3_bind_double(statement, place + 1, value);

    public override void Decimal(int place, decimal value) =>
        Text(place, value.ToString("0.0###########################", CultureInfo.InvariantCulture));

    /// <summary><c>yyyy-MM-dd HH:mm:ss.FFFFFFF</c>; by hand, as three of them stand in most rows.</summary>
    public override void Time(int place, DateTime value)
    {
        Span<byte> written = stackalloc byte[27];
        var fraction = (int)(value.Ticks % TimeSpan.TicksPerSecond);
        Digits(written[..4], value.Year);
        Digits(written[5..7], value.Month);
        Digits(written[8..10], value.Day);
        Digits(written[11..13], value.Hour);
        Digits(written[14..16], value.Minute);
        Digits(written[17..19], value.Second);
        written[4] = written[7] = (byte)'-';
        written[10] = (byte)' ';
        written[13] = written[16] = (byte)':';
        written[19] = (byte)'.';
        Digits(written[20..27], fraction);
        var length = 27;
        while (written[length - 1] == '0' && length > 20) length--;
        raw.sqlite3_bind_text(statement, place + 1, written[..(length == 20 ? 19 : length)]);
    }

    public override void Bytes(int place, byte[] value)
    {
        if (value.Length == 0) raw.sqlite3_bind_zeroblob(statement, place + 1, 0);
        else raw.sqlite3_bind_blob(statement, place + 1, value);
    }

    public void Dispose() => statement.Dispose();

    private static void Digits(Span<byte> into, int value)
    {
        for (var i = into.Length - 1; i >= 0; i--)
        {
            into[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private void Demand(int code) => SqliteException.ThrowExceptionForRC(code, database);
}

using Microsoft.Data.Sqlite;
using Npgsql;

namespace GenOps.Core.Data;

/// <summary>What keeps the database or the disk from taking or giving anything.</summary>
public enum StorageTrouble
{
    /// <summary>The disk is full, or takes no more for another reason.</summary>
    Full,

    /// <summary>The database cannot be reached, or refuses everything.</summary>
    Away,

    /// <summary>What it holds cannot be read.</summary>
    Damaged,

    /// <summary>It has too much to do at the moment.</summary>
    Busy,
}

/// <summary>Tells troubles of the database and the disk, which pass or are mended outside, from faults of whoever asked.</summary>
public static class StorageFault
{
    // SQLite's result codes; the last is an extended one.
    private const int Permission = 3, BusyFile = 5, Locked = 6, NoMemory = 7, ReadOnlyFile = 8, InputOutput = 10, Corrupt = 11, FullDisk = 13, CannotOpen = 14,
        Protocol = 15, NotADatabase = 26, CannotWrite = 778;

    // What the system calls a full disk, an exhausted quota, and a file that may not grow: on Unix the number itself, on Windows within a result.
    private static readonly HashSet<int> FullDisks = [28, 122, 27, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>The trouble behind an exception; null when it is the fault of whoever asked.</summary>
    public static StorageTrouble? Of(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (OfOne(e) is { } trouble) return trouble;
        }

        return null;
    }

    /// <summary>What is wrong and what becomes of it, one sentence for people.</summary>
    public static string Words(StorageTrouble trouble) => trouble switch
    {
        StorageTrouble.Full => "The disk is full, so nothing can be recorded; GenOps goes on by itself once there is room.",
        StorageTrouble.Away => "The database cannot be reached; GenOps goes on by itself once it answers.",
        StorageTrouble.Damaged => "The database is damaged and must be restored from a backup.",
        _ => "The database is too busy at the moment; try again soon.",
    };

    private static StorageTrouble? OfOne(Exception exception) => exception switch
    {
        SqliteException { SqliteExtendedErrorCode: CannotWrite } => StorageTrouble.Full,
        SqliteException e => e.SqliteErrorCode switch
        {
            FullDisk => StorageTrouble.Full,
            Corrupt or NotADatabase => StorageTrouble.Damaged,
            BusyFile or Locked => StorageTrouble.Busy,
            Permission or NoMemory or ReadOnlyFile or InputOutput or CannotOpen or Protocol => StorageTrouble.Away,
            _ => null,
        },
        PostgresException e => OfState(e.SqlState),
        NpgsqlOperationInProgressException => null,
        NpgsqlException => StorageTrouble.Away,
        IOException e when FullDisks.Contains(e.HResult) => StorageTrouble.Full,
        _ => null,
    };

    private static StorageTrouble? OfState(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => StorageTrouble.Full,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StorageTrouble.Damaged,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => StorageTrouble.Busy,
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName => StorageTrouble.Away,
        // What a text with a NUL in it breaks is the asker's.
        PostgresErrorCodes.ProtocolViolation => null,
        _ when state.StartsWith("53", StringComparison.Ordinal) => StorageTrouble.Busy,
        // Connection, sign-in, an operator's hand, the system under the server.
        _ when state[..2] is "08" or "28" or "57" or "58" => StorageTrouble.Away,
        _ => null,
    };
}

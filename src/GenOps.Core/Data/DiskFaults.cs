namespace GenOps.Core.Data;

/// <summary>What a disk that takes nothing more says.</summary>
internal static class DiskFaults
{
    /// <summary>True for what comes of a full disk, a missing right, or a file the system does not let grow; .NET calls the last a wrong argument.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}

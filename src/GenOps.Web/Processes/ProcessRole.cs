using GenOps.Core.Data;

namespace GenOps.Web.Processes;

/// <summary>What a process is for; by <c>--role</c>, or the setting <c>GenOps:Role</c>.</summary>
public enum ProcessRole
{
    /// <summary>Serves people and programs, and works on whatever there is to do.</summary>
    All,

    /// <summary>Serves people and programs; the runs are worked on by others.</summary>
    Web,

    /// <summary>Works on runs; has no pages and no API, only the probe.</summary>
    Worker,

    /// <summary>One command of the command line: works on its own run and nothing else.</summary>
    Command,
}

/// <summary>Reads the role, and what follows from it.</summary>
public static class ProcessRoles
{
    /// <summary>The setting's key.</summary>
    public const string Setting = "GenOps:Role";

    /// <summary>The role of this process; all of it unless said otherwise.</summary>
    /// <exception cref="StartFailedException">There is no such role.</exception>
    public static ProcessRole Of(IConfiguration settings)
    {
        if (settings[Setting] is not { Length: > 0 } asked) return ProcessRole.All;
        return Enum.TryParse<ProcessRole>(asked, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(asked[0])
            ? role
            : throw new StartFailedException($"There is no role '{asked}'. Give --role all, web or worker.");
    }

    /// <summary>Works on runs by itself.</summary>
    public static bool Works(this ProcessRole role) => role is ProcessRole.All or ProcessRole.Worker;

    /// <summary>Has pages and the API.</summary>
    public static bool Serves(this ProcessRole role) => role != ProcessRole.Worker;

    /// <summary>Stays, and is one of the nodes that operators see.</summary>
    public static bool IsNode(this ProcessRole role) => role != ProcessRole.Command;

    /// <summary>Refuses a role that the database cannot have.</summary>
    /// <exception cref="StartFailedException">Several processes were asked for, and SQLite has one.</exception>
    public static void Check(this ProcessRole role, DatabaseChoice database)
    {
        if (database.IsPostgres || role is ProcessRole.All or ProcessRole.Command) return;
        throw new StartFailedException(
            $"The role {role.ToString().ToLowerInvariant()} needs PostgreSQL, as SQLite belongs to one process. Set ConnectionStrings__GenOps, or start with --role all.");
    }
}

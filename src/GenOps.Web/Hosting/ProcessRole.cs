namespace GenOps.Web.Hosting;

/// <summary>What a process is for; by the setting <c>GenOps:Role</c>.</summary>
public enum ProcessRole
{
    /// <summary>Serves people and programs, and works on whatever there is to do.</summary>
    Server,

    /// <summary>One command of the command line: works on its own run and nothing else.</summary>
    Command,
}

/// <summary>Reads the role.</summary>
public static class ProcessRoles
{
    /// <summary>The setting's key.</summary>
    public const string Setting = "GenOps:Role";

    /// <summary>The role of this process; a server unless said otherwise.</summary>
    public static ProcessRole Of(IConfiguration settings) =>
        Enum.TryParse<ProcessRole>(settings[Setting], ignoreCase: true, out var role) ? role : ProcessRole.Server;
}

using System.Text.RegularExpressions;

namespace GenOps.Core.Runs.Triggers;

/// <summary>Where watched folders lie. Triggers name folders below one root, so that nobody has GenOps read and move files elsewhere on the machine.</summary>
/// <param name="root">An absolute path.</param>
public sealed partial class TriggerFolders(string root)
{
    /// <summary>Where files go that became a run.</summary>
    public const string Done = "done";

    /// <summary>Where files go that could not, each with its reason beside it.</summary>
    public const string Failed = "failed";

    /// <summary>The setting that moves the root; the data folder's <c>inbox</c> without it.</summary>
    public const string Setting = "GenOps:Triggers:Root";

    /// <summary>Whether a folder may be called so.</summary>
    public static bool IsUsable(string folder) => NamePattern().IsMatch(folder.Trim().Trim('/'));

    /// <summary>The folder on this machine.</summary>
    public string PathOf(string folder) => Path.Combine(root, folder);

    /// <summary>Makes the folder and the two below it.</summary>
    public void Create(string folder)
    {
        Directory.CreateDirectory(Path.Combine(PathOf(folder), Done));
        Directory.CreateDirectory(Path.Combine(PathOf(folder), Failed));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,60}(/[A-Za-z0-9_-]{1,60}){0,4}$")]
    private static partial Regex NamePattern();
}

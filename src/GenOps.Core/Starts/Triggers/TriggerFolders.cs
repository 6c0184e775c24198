using System.Text.RegularExpressions;
using GenOps.Core.Data;

namespace GenOps.Core.Starts.Triggers;

/// <summary>
/// Where watched folders lie. Triggers name folders below one root, so that nobody has GenOps read and move files elsewhere on the machine;
/// below the root no link is followed, and the root holds nothing of the product.
/// </summary>
/// <param name="root">An absolute path; it may itself be a link, since whoever runs GenOps chose it.</param>
/// <param name="own">Where the product keeps its own files.</param>
public sealed partial class TriggerFolders(string root, OwnPlaces own)
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

    /// <summary>The folder as it is once the root's own links are followed: what a file opened in it must call its place.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    public string RealPathOf(string folder) => Path.Combine(RealPath.Of(root), folder);

    /// <summary>What keeps folders below the root from being watched; null for nothing.</summary>
    /// <exception cref="IOException">The system does not say where it leads.</exception>
    public FieldProblem? RootProblem() => own.WatchedAt(root) is { } what
        ? new FieldProblem(Setting, $"Watched folders may not lie at {root}: {what} is there.", $"Set {Setting} to a folder of its own, or leave it out: then it is {OwnPlaces.Inbox} in the data folder.")
        : null;

    /// <summary>What keeps the folder from being watched now; null for nothing. What does not exist yet is no obstacle.</summary>
    /// <exception cref="IOException">The system does not say what stands there.</exception>
    public FieldProblem? ProblemOf(string folder)
    {
        if (RootProblem() is { } wrong) return wrong;
        var path = root;
        foreach (var part in folder.Split('/'))
        {
            path = Path.Combine(path, part);
            if (ProblemAt(path) is { } problem) return problem;
        }

        return ProblemAt(Path.Combine(path, Done)) ?? ProblemAt(Path.Combine(path, Failed));
    }

    /// <summary>Makes the folder and the two below it.</summary>
    /// <exception cref="IOException">It cannot be made, or <see cref="ProblemOf"/> it; the message is for people.</exception>
    public void Create(string folder)
    {
        if (ProblemOf(folder) is { } problem) throw new IOException($"{problem.Problem} {problem.Cure}");
        Directory.CreateDirectory(Path.Combine(PathOf(folder), Done));
        Directory.CreateDirectory(Path.Combine(PathOf(folder), Failed));
    }

    private static FieldProblem? ProblemAt(string path) => FileFacts.Of(path).Kind switch
    {
        FileKind.Nothing or FileKind.Folder => null,
        FileKind.Link => new FieldProblem("folder", $"{path} is a link, and links are not followed.", "Put a real folder in its place, or have the root of watched folders lead there."),
        _ => new FieldProblem("folder", $"{path} is no folder.", "Take it away, and the folder is made."),
    };

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,60}(/[A-Za-z0-9_-]{1,60}){0,4}$")]
    private static partial Regex NamePattern();
}

using GenOps.Core.Data;

namespace GenOps.Core.Alerts;

/// <summary>One trouble as the rows show it now.</summary>
/// <param name="Kind">What it tells of.</param>
/// <param name="Target">Groups it: all rows of one target are one finding.</param>
/// <param name="Title">A sentence.</param>
/// <param name="Text">What helps, or the latest example; may be empty.</param>
/// <param name="Link">A path of the app.</param>
/// <param name="Count">How many rows show it, at least 1.</param>
public sealed record AlertFinding(AlertKind Kind, string Target, string Title, string Text, string Link, int Count)
{
    /// <summary>What an operator can do about it at once; empty where nothing stands ready.</summary>
    public string WayOut { get; init; } = "";

    /// <summary>The path of the app that does it; empty with <see cref="WayOut"/>.</summary>
    public string WayOutLink { get; init; } = "";

    /// <summary>Kind and target.</summary>
    public string Key => $"{Kind}:{Target}";
}

/// <summary>Finds troubles of some kinds in the database, each time anew. What it does not find any more is resolved.</summary>
public interface IAlertSource
{
    /// <summary>The kinds it alone finds; while it fails, none of them is resolved.</summary>
    IReadOnlyCollection<AlertKind> Kinds { get; }

    /// <summary>All troubles there are now, one for each kind and target.</summary>
    Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken);
}

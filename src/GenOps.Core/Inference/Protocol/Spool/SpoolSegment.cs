using System.Diagnostics.CodeAnalysis;

namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>One file of the spool log.</summary>
/// <param name="Path">The file; it is named by its key.</param>
/// <param name="Key">Begins every record in it. Made anew for each file, so that no answer can hold it, by accident or by intent.</param>
internal sealed record SpoolSegment(string Path, Guid Key)
{
    /// <summary>How the names of these files end.</summary>
    public const string Ending = ".log";

    /// <summary>A segment that no file holds yet.</summary>
    public static SpoolSegment New(string folder)
    {
        var key = Guid.CreateVersion7();
        return new SpoolSegment(System.IO.Path.Combine(folder, $"{key:N}{Ending}"), key);
    }

    /// <summary>The segment a file is, if it is one.</summary>
    public static bool TryOf(string path, [NotNullWhen(true)] out SpoolSegment? segment)
    {
        segment = Guid.TryParseExact(System.IO.Path.GetFileNameWithoutExtension(path), "N", out var key) ? new SpoolSegment(path, key) : null;
        return segment is not null;
    }
}

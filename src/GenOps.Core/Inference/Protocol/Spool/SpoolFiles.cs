using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>
/// The files of single calls in the spool: parts of answers that were cut off by the end of a process, what is set aside, and answers as builds up
/// to November 2026 kept them.
/// </summary>
internal sealed class SpoolFiles(string folder, ILogger log)
{
    /// <summary>How the names of what is set aside end.</summary>
    public const string Unreadable = ".unreadable";

    private const string Whole = ".json";
    private const string Parts = ".partial";
    private const string Unfinished = ".json.part";

    /// <summary>The calls with an answer here.</summary>
    public IReadOnlyList<ModelCallId> Answered => CallsWith(Whole);

    /// <summary>The calls with a part of an answer here.</summary>
    public IReadOnlyList<ModelCallId> Begun => CallsWith(Parts);

    /// <summary>The calls whose answer was cut off while it was written.</summary>
    public IReadOnlyList<ModelCallId> CutOff => CallsWith(Unfinished);

    /// <summary>The name under which a damaged answer is set aside.</summary>
    public static string NameAside(ModelCallId call) => $"{call}{Unreadable}";

    /// <summary>The file for what has arrived of an answer.</summary>
    public string PartOf(ModelCallId call) => FileOf(call, Parts);

    /// <summary>What was set aside for a call; null for nothing.</summary>
    public string? SetAside(ModelCallId call) => File.Exists(FileOf(call, Unreadable)) ? NameAside(call) : null;

    /// <summary>True where there is an answer.</summary>
    public bool Has(ModelCallId call) => File.Exists(FileOf(call, Whole));

    /// <summary>The answer; null where the file is damaged, and then set aside.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<SpooledAnswer?> ReadAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        if (Parse(await File.ReadAllBytesAsync(FileOf(call, Whole), cancellationToken)) is { } answer) return answer with { Call = call };
        File.Move(FileOf(call, Whole), FileOf(call, Unreadable), overwrite: true);
        log.LogError("The file {File} in the spool does not hold the answer it was written for; it is set aside", NameAside(call));
        return null;
    }

    /// <summary>Removes an answer that is recorded.</summary>
    public void Remove(ModelCallId call) => File.Delete(FileOf(call, Whole));

    /// <summary>Removes what was cut off while it was written: it is no answer, and its call is settled by other ways.</summary>
    public void RemoveCutOff(ModelCallId call) => File.Delete(FileOf(call, Unfinished));

    private static SpooledAnswer? Parse(byte[] content)
    {
        try
        {
            return Json.Deserialize<SpooledAnswer>(content) is { Body: not null } answer ? answer : null;
        }
        catch (JsonException)
        {
            // Damaged; the caller sets it aside and says so.
            return null;
        }
    }

    private List<ModelCallId> CallsWith(string ending) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + ending)
            .Select(f => Guid.TryParse(Path.GetFileName(f)[..^ending.Length], out var call) ? new ModelCallId(call) : (ModelCallId?)null)
            .OfType<ModelCallId>()]
        : [];

    private string FileOf(ModelCallId call, string ending) => Path.Combine(folder, $"{call}{ending}");
}

using GenOps.Core.Outputs;
using GenOps.Core.Publishing;

namespace GenOps.Core.Desk.Runs;

/// <summary>Finds where an artifact went: the record of a delivery names the folder or address, the folder itself the file.</summary>
/// <param name="pipeline">The pipeline's name, after which tables are named.</param>
/// <param name="targets">Folders and addresses of deliveries that arrived, latest first.</param>
internal sealed class PublishedPlaces(string pipeline, IReadOnlyList<string> targets)
{
    /// <summary>The file, or the address it was sent to; null where it was not delivered. On another node than the one that wrote it: where it wrote it.</summary>
    public string? Of(Output output, Artifact artifact)
    {
        foreach (var folder in targets.Where(IsFolder))
        {
            var candidates = Candidates(folder, output, artifact);
            if (candidates.FirstOrDefault(File.Exists) is { } file) return file;
            if (!Directory.Exists(folder)) return candidates[0];
        }

        return targets.FirstOrDefault(t => !IsFolder(t));
    }

    private string[] Candidates(string folder, Output output, Artifact artifact)
    {
        var name = PublishNames.Segment(artifact.Name);
        var numbered = PublishNames.Segment(output.Item < 0 ? output.Name : $"{output.Name}-{output.Item + 1:000}");
        string[] files = [Path.Combine(folder, numbered, name), Path.Combine(folder, name)];
        if (output.Item < 0) Array.Reverse(files);
        return MediaTypes.IsJson(artifact.MediaType) ? [.. files, Path.Combine(folder, PublishNames.Segment(pipeline) + ".csv")] : files;
    }

    private static bool IsFolder(string target) => !target.Contains("://", StringComparison.Ordinal);
}

namespace GenOps.Core.Publishing;

/// <summary>Writes files below a folder. Writing the same again replaces each file by its equal, so a repetition delivers nothing twice.</summary>
internal sealed class FolderChannel(string root) : IPublishChannel
{
    public string TargetOf(string pipeline, RunId run, DateTime draftedAt, string? subFolder) => Path.GetFullPath(Path.Combine(
        root, PublishNames.Segment(pipeline), $"{draftedAt:yyyy-MM-dd}_{PublishNames.ShortId(run)}", PublishNames.SubFolder(subFolder)));

    public async Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var file in parcel.Files) await WriteAsync(parcel.Target, file, cancellationToken);
            return new SendResult.Accepted($"{parcel.Files.Count} {(parcel.Files.Count == 1 ? "file" : "files")} written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was written of it is overwritten by the next attempt.
            return new SendResult.Rejected($"The folder {parcel.Target} cannot be written: {e.Message}", Retryable: true);
        }
    }

    private async Task WriteAsync(string target, DeliveredFile file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(target, file.Name));
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new UnauthorizedAccessException($"{file.Name} would leave the folder {root}.");

        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await stream.WriteAsync(file.Content, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            // Whoever watches the folder sees the whole file or none.
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}

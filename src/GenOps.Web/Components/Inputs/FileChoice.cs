using System.Globalization;
using GenOps.Core;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.AspNetCore.Components.Forms;

namespace GenOps.Web.Components.Inputs;

/// <summary>Reads chosen files, within the sizes the binding takes.</summary>
internal static class FileChoice
{
    /// <summary>The most files of one chooser.</summary>
    public const int Most = InputBinder.MaxFiles;

    /// <summary>The files with their bytes, in their order.</summary>
    /// <param name="input">The input they are for.</param>
    /// <param name="chosen">What the browser offers.</param>
    /// <param name="limits">How large one may be.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidInputException">One is too large, or all are together; nothing is read then.</exception>
    public static async Task<IReadOnlyList<InputValue.File>> ReadAsync(
        string input, IReadOnlyList<IBrowserFile> chosen, InputLimits limits, CancellationToken cancellationToken)
    {
        if (chosen.FirstOrDefault(f => f.Size > limits.InputBytes) is { } large)
            throw new InvalidInputException(input, $"'{large.Name}' has {Megabytes(large.Size)} MB; at most {Megabytes(limits.InputBytes)} MB a file are taken.", "Shorten it, or split it into several files.");
        // Each file may be the input of a run of its own, but all of them pass through this server's memory at once.
        if (chosen.Sum(f => f.Size) is var all && all > MostBytes)
            throw new InvalidInputException(input, $"The files have {Megabytes(all)} MB together.", $"Choose at most {Megabytes(MostBytes)} MB at a time.");
        var files = new List<InputValue.File>();
        foreach (var file in chosen)
        {
            await using var stream = file.OpenReadStream(limits.InputBytes, cancellationToken);
            using var content = new MemoryStream((int)file.Size);
            await stream.CopyToAsync(content, cancellationToken);
            files.Add(new InputValue.File(file.Name, file.ContentType, content.ToArray()));
        }

        return files;
    }

    private const long MostBytes = 100L * 1024 * 1024;

    private static string Megabytes(long bytes) => (bytes / (1024m * 1024m)).ToString("0.#", CultureInfo.InvariantCulture);
}

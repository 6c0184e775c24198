using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Web.Commands;

/// <summary>Reads <c>--input name=value</c> and <c>--input name=@file</c> into the inputs of a request.</summary>
internal static class InputArguments
{
    /// <summary>What one request is made of at most: it is held in memory three times while it is written.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>The inputs; a name given several times with files is a list of files.</summary>
    /// <exception cref="CommandFailedException">One cannot be read; the message names it.</exception>
    public static JsonObject Read(IEnumerable<string> arguments, string folder)
    {
        var inputs = new JsonObject();
        foreach (var group in arguments.Select(Split).GroupBy(a => a.Name))
        {
            var values = group.Select(a => a.Value).ToList();
            if (values.TrueForAll(v => v.StartsWith('@')))
                inputs[group.Key] = FilesOf(group.Key, [.. values.Select(v => Path.GetFullPath(v[1..], folder))]);
            else if (values.Count == 1)
                inputs[group.Key] = values[0];
            else
                throw Usage($"--input {group.Key} was given {values.Count} times. Only files can be given several times, as {group.Key}=@FILE.");
        }

        return inputs;
    }

    private static (string Name, string Value) Split(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (argument[..at], argument[(at + 1)..]) : throw Usage($"--input '{argument}' has no value. Write name=value, or name=@FILE.");
    }

    private static JsonNode FilesOf(string name, List<string> paths)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path)) throw Usage($"--input {name}: there is no file {path}.");
        }

        // Told before anything is read; below it, the server says by its setting what it takes.
        var bytes = paths.Sum(p => new FileInfo(p).Length);
        if (bytes > MostBytes)
        {
            throw Usage($"--input {name}: the {(paths.Count == 1 ? "file has" : "files have")} {InputLimits.Words(bytes)}; "
                + $"at most {InputLimits.Words(MostBytes)} are sent at once. Split them over several runs.");
        }

        var files = paths.ConvertAll(p => (JsonNode)FileOf(name, p));
        return files.Count == 1 ? files[0] : new JsonArray([.. files]);
    }

    private static JsonObject FileOf(string name, string path)
    {
        try
        {
            return new JsonObject { ["name"] = Path.GetFileName(path), ["base64"] = Convert.ToBase64String(File.ReadAllBytes(path)) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Usage($"--input {name}: {path} cannot be read: {e.Message}");
        }
    }

    private static CommandFailedException Usage(string message) => new(message, ExitCode.Usage);
}

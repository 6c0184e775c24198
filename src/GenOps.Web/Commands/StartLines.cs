using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary>One start of a file of many.</summary>
/// <param name="Number">Its line, from 1.</param>
/// <param name="Body">As the API takes it.</param>
internal sealed record StartLine(int Number, JsonObject Body);

/// <summary>Reads a file with one start a line, each a JSON object, in pieces that one request takes.</summary>
internal static class StartLines
{
    /// <summary>What one request is made of at most, in characters; a longer line goes alone.</summary>
    private const int MostCharacters = 8 << 20;

    /// <summary>The starts, empty lines left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most of one piece.</param>
    /// <exception cref="CommandFailedException">The file cannot be read, or a line is no JSON object; the message names it.</exception>
    public static IReadOnlyList<IReadOnlyList<StartLine>> Read(string path, int most)
    {
        if (!File.Exists(path)) throw Usage($"There is no file {path}.");
        var (pieces, piece, characters) = (new List<IReadOnlyList<StartLine>>(), new List<StartLine>(), 0L);
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (piece.Count == most || (piece.Count > 0 && characters + line.Length > MostCharacters))
            {
                pieces.Add(piece);
                (piece, characters) = ([], 0);
            }

            piece.Add(new StartLine(index + 1, ObjectOf(path, index + 1, line)));
            characters += line.Length;
        }

        if (piece.Count > 0) pieces.Add(piece);
        return pieces.Count > 0 ? pieces : throw Usage($"{path} holds no start. Write one JSON object a line, such as {{\"pipeline\": \"…\", \"inputs\": {{…}}}}.");
    }

    private static JsonObject ObjectOf(string path, int number, string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? throw Usage($"{path}, line {number}: it is no JSON object. Write {{\"pipeline\": \"…\", \"inputs\": {{…}}}}.");
        }
        catch (JsonException e)
        {
            throw Usage($"{path}, line {number}, byte {e.BytePositionInLine + 1}: it is no JSON. Write one JSON object a line.");
        }
    }

    private static CommandFailedException Usage(string message) => new(message, ExitCode.Usage);
}

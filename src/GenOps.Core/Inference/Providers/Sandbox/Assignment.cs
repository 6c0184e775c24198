using System.Text.RegularExpressions;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers.Sandbox.Reading;

namespace GenOps.Core.Inference.Providers.Sandbox;

/// <summary>What the sandbox is asked to do, read out of a request: the sources to work on and the wishes about form.</summary>
internal sealed partial class Assignment
{
    private const int LongestShort = 320;

    // Values that say for whom and how something is written, not what it is about.
    private static readonly HashSet<string> Circumstances = new(StringComparer.OrdinalIgnoreCase)
    {
        "product", "name", "version", "tone", "signature", "style", "audience", "language", "author", "company", "title", "url",
    };

    private Assignment(SandboxRequest request, IReadOnlyList<Document> documents, IReadOnlyDictionary<string, string> details)
    {
        Request = request;
        Documents = documents;
        Details = details;
        Instruction = Without(request.Messages.Count > 0 ? request.Messages[0].Text : "", request.Sources);
    }

    /// <summary>The request as stored.</summary>
    public SandboxRequest Request { get; }

    /// <summary>The texts to work on, longest first; at least one.</summary>
    public IReadOnlyList<Document> Documents { get; }

    /// <summary>Short values by the last part of their name: <c>product</c>, <c>signature</c>.</summary>
    public IReadOnlyDictionary<string, string> Details { get; }

    /// <summary>The prompt without the texts that were inserted.</summary>
    public string Instruction { get; }

    /// <summary>The tier asked for.</summary>
    public Tier Tier => Request.Tier;

    /// <summary>The longest of the texts.</summary>
    public Document Main => Documents[0];

    /// <summary>The text that asks questions, where others may answer them; null for none.</summary>
    public Document? Asking => Documents.Count > 1
        ? Documents.Where(document => Questions.In(document).Count > 0).MinBy(document => document.Text.Length)
        : null;

    /// <summary>The one short sentence the prompt is about, such as an item of a list; null for none.</summary>
    public string? Focus => Details
        .Where(detail => !Circumstances.Contains(detail.Key) && Terms.Of(detail.Value).Count >= 2)
        .Select(detail => detail.Value)
        .MaxBy(value => value.Length);

    /// <summary>The most words wished for; null where nothing is said.</summary>
    public int? MostWords => WordLimit().Match(Instruction) is { Success: true } match ? int.Parse(match.Groups[1].Value) : null;

    /// <summary>What the last message wants mended, when the request is to write a draft again; empty for none.</summary>
    public IReadOnlyList<string> Problems => Request.Messages.Any(message => message.Role == "assistant")
        ? [.. Request.Messages[^1].Text.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..].Trim())]
        : [];

    /// <summary>Reads a request.</summary>
    public static Assignment Read(SandboxRequest request)
    {
        var filled = request.Sources.Where(source => !string.IsNullOrWhiteSpace(source.Text)).DistinctBy(source => (source.Name, source.Text)).ToList();
        var texts = filled.Where(source => !IsShort(source)).ToList();
        if (texts.Count == 0 && filled.MaxBy(source => source.Text.Length) is { } longest)
            texts = [longest];
        if (texts.Count == 0)
            texts = [new PromptSource("prompt", string.Join("\n\n", request.Messages.Where(message => message.Role == "user").Select(message => message.Text)))];
        var details = filled.Where(source => IsShort(source) && !texts.Contains(source))
            .GroupBy(source => source.Name.Split('.')[^1])
            .ToDictionary(group => group.Key, group => group.First().Text.Trim(), StringComparer.OrdinalIgnoreCase);
        return new Assignment(
            request,
            [.. texts.Select(source => Document.Read(source.Name, source.Text)).OrderByDescending(document => document.Text.Length)],
            details);
    }

    private static bool IsShort(PromptSource source) => source.Text.Trim() is var text && text.Length <= LongestShort && !text.Contains('\n');

    private static string Without(string prompt, IReadOnlyList<PromptSource> sources)
    {
        foreach (var source in sources.Where(source => source.Text.Length > LongestShort))
            prompt = prompt.Replace(source.Text, " ", StringComparison.Ordinal);
        return prompt;
    }

    [GeneratedRegex(@"\b(?:at most|max(?:imum)?(?: of)?|no more than|up to|under|below|fewer than|about|around|in|höchstens)\s+(\d{1,4})\s+(?:words|Wörter)", RegexOptions.IgnoreCase)]
    private static partial Regex WordLimit();
}

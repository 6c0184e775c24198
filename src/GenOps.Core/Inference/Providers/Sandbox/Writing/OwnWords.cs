using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>
/// The few words of the sandbox's own, around what it takes from the sources. They state nothing, so a judge passes over them; what they
/// frame is checked like all else.
/// </summary>
internal static partial class OwnWords
{
    /// <summary>The first line of a reply.</summary>
    /// <param name="name">Whom it greets; null where the letter is not signed.</param>
    public static string Greeting(string? name) => name is null ? "Hello," : $"Hello {name},";

    /// <summary>The last lines of a reply.</summary>
    public static string Regards(string signature) => "Kind regards\n" + signature;

    /// <summary>What stands above an answer.</summary>
    public static string ToQuestion(string question) => $"To your question \"{question}\"";

    /// <summary>What stands for an answer that there is none of.</summary>
    public static string Unanswered(string question) => ToQuestion(question) + ": the articles do not say.";

    /// <summary>The last sentence of a note.</summary>
    /// <param name="product">What is announced.</param>
    /// <param name="title">The point, as the source calls it; empty for none.</param>
    public static string NewIn(string product, string title) => title.Length > 0 ? $"New in {product}: {title}." : $"New in {product}.";

    /// <summary>A text without them.</summary>
    public static string TakenFrom(string text)
    {
        text = Reply().Replace(text.ReplaceLineEndings("\n"), "");
        text = Question().Replace(text, "");
        return New().Replace(text, "$1");
    }

    [GeneratedRegex(@"(?:\A|(?<=\n))Hello(?: \p{Lu}\p{Ll}+)?,(?=\n)|(?:\A|(?<=\n))Kind regards(?:\n[^\n]*)?")]
    private static partial Regex Reply();

    [GeneratedRegex("(?:\\A|(?<=\\n))To your question \"[^\\n]*\"(?:: the articles do not say\\.)?(?=\\n|\\z)")]
    private static partial Regex Question();

    [GeneratedRegex(@"(?<=\A|[.!?…\n]\s*)New in [^\n:]{1,120}(?:: ([^\n]+))?\.(?=\n|\z)")]
    private static partial Regex New();
}

using Microsoft.ML.Tokenizers;

namespace GenOps.Core.Inference;

/// <summary>
/// Counts tokens with the o200k vocabulary: exact for the models made with it, and within some percent for others.
/// </summary>
public static class TokenCounter
{
    private static readonly Lazy<TiktokenTokenizer> Tokenizer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>How many tokens a text is; 0 for none.</summary>
    public static int Count(string? text) => string.IsNullOrEmpty(text) ? 0 : Tokenizer.Value.CountTokens(text);

    /// <summary>The longest beginning of a text that has no more than <paramref name="most"/> tokens.</summary>
    public static string Truncate(string text, int most) => text[..Tokenizer.Value.GetIndexByTokenCount(text, most, out _, out _)];
}

using System.Text;
using GenOps.Core.Data;
using Microsoft.ML.Tokenizers;

namespace GenOps.Core.Calls;

/// <summary>
/// Counts tokens with the o200k vocabulary: exact for the models made with it, and within some percent for others. A text is
/// counted in pieces of <see cref="Piece"/> characters, since the tokenizer takes more than twice the time for twice the length
/// where a text has no spaces. Beyond <see cref="MostCounted"/> characters each byte of UTF-8 counts as a token, which is an upper
/// estimate: no token is shorter than one byte.
/// </summary>
public static class TokenCounter
{
    /// <value>1,048,576 characters. The longest beginning of a text that is counted; the rest is estimated.</value>
    public const int MostCounted = 1 << 20;

    /// <value>4,096 characters. The longest text the tokenizer is given at a time.</value>
    public const int Piece = 4096;

    /// <value>256 characters. The longest stretch without a word's end; a longer one is cut, and a token added for the cut.</value>
    public const int LongestWord = 256;

    private static readonly Lazy<TiktokenTokenizer> Tokenizer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>How many tokens a text is; 0 for none. Never less than it is by the tokenizer.</summary>
    public static int Count(string? text)
    {
        WriteTurn.MustNotHold("counting tokens");
        if (string.IsNullOrEmpty(text)) return 0;
        var counted = 0;
        foreach (var piece in Pieces(text))
            counted += Tokenizer.Value.CountTokens(text.AsSpan(piece.Start, piece.Length)) + (piece.InWord ? 1 : 0);
        return counted + (text.Length > MostCounted ? Encoding.UTF8.GetByteCount(text.AsSpan(End(text))) : 0);
    }

    /// <summary>The longest beginning of a text that has no more than <paramref name="most"/> tokens, counted as <see cref="Count"/> does.</summary>
    public static string Truncate(string text, int most)
    {
        WriteTurn.MustNotHold("counting tokens");
        var left = most;
        foreach (var piece in Pieces(text))
        {
            var part = text.AsSpan(piece.Start, piece.Length);
            var tokens = Tokenizer.Value.CountTokens(part) + (piece.InWord ? 1 : 0);
            if (tokens > left) return text[..(piece.Start + Tokenizer.Value.GetIndexByTokenCount(part, left, out _, out _))];
            left -= tokens;
        }

        return text[..End(text)];
    }

    /// <summary>What the tokenizer is given of a text, in order and without gaps. Deterministic.</summary>
    internal static IEnumerable<TextPiece> Pieces(string text)
    {
        var end = End(text);
        for (var start = 0; start < end;)
        {
            var next = NextCut(text, start, end, out var inWord);
            yield return new TextPiece(start, next - start, inWord);
            start = next;
        }
    }

    /// <summary>
    /// The last end of a word within a piece. There the tokenizer begins anew by its own rules, so that the pieces have as many
    /// tokens as the whole.
    /// </summary>
    private static int NextCut(string text, int start, int end, out bool inWord)
    {
        var word = start;
        var limit = Math.Min(end, start + Piece);
        inWord = false;
        for (var at = start + 1; at < limit; at++)
        {
            if (IsWordEnd(text[at - 1], text[at])) word = at;
            else if (at - word >= LongestWord && word > start) return word;
            else if (at - start >= LongestWord && word == start && !char.IsLowSurrogate(text[at])) return Cut(at, out inWord);
        }

        if (limit == end) return end;
        return word > start ? word : Cut(char.IsLowSurrogate(text[limit]) ? limit - 1 : limit, out inWord);
    }

    private static int Cut(int at, out bool inWord)
    {
        inWord = true;
        return at;
    }

    /// <summary>After a letter or digit only these end the word for certain: an apostrophe, a mark or half a character may go on with it.</summary>
    private static bool IsWordEnd(char last, char next) =>
        char.IsAsciiLetterOrDigit(last) && next is ' ' or '\n' or '\r' or '\t' or ',' or '.' or ';' or ':' or '"' or '(' or ')' or '<' or '>' or '/' or '-' or '_' or '=' or '+' or '\\'
        || char.IsLetter(last) && next is ' ' or '\n' or '、' or '。' or '，' or '．' or '！' or '？';

    private static int End(string text) =>
        text.Length <= MostCounted ? text.Length
        : char.IsLowSurrogate(text[MostCounted]) ? MostCounted - 1
        : MostCounted;

    /// <summary>A piece of a text.</summary>
    /// <param name="Start">The first character.</param>
    /// <param name="Length">Characters; 1 to <see cref="Piece"/>.</param>
    /// <param name="InWord">Whether it was cut within a word.</param>
    internal readonly record struct TextPiece(int Start, int Length, bool InWord);
}

using GenOps.Core.Calls;
using Microsoft.ML.Tokenizers;

namespace GenOps.Core.Tests.Calls;

public sealed class TokenCounterTests
{
    private static readonly TiktokenTokenizer Exact = TiktokenTokenizer.CreateForEncoding("o200k_base");

    private static readonly string[] All =
    [
        "Release 2.1 adds dark mode. Exports are twice as fast; they're also smaller!\n\n- one\n- two\n",
        string.Concat(Enumerable.Repeat("The harbour's tide wasn't late, so we'd sail (at 7:45).\r\n\tNext: load 1,234.50 tons. ", 500)),
        string.Concat(Enumerable.Repeat("港の潮は遅れなかった。だから七時に出航する。", 600)),
        string.Concat(Enumerable.Repeat("""{"id":12345,"name":"O'Neill","values":[1.5,2.25],"url":"https://example.com/a/b?c=d"}""", 300)),
        new string('a', 9_000),
        new string(' ', 9_000),
        new string('!', 9_000),
        new string('7', 9_000),
        string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦🏳️‍🌈", 700)),
        string.Concat(Enumerable.Range(0, 9_000).Select(n => (char)('a' + (n * 7919 % 26)))),
        Convert.ToBase64String([.. Enumerable.Range(0, 9_000).Select(n => (byte)(n * 31 % 251))]),
    ];

    public static TheoryData<string> Texts => new(All);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Count_AnyText_IsNeverLessThanItsTokens(string text) => Assert.True(TokenCounter.Count(text) >= Exact.CountTokens(text));

    [Fact]
    public void Count_ProseOfManyPieces_IsExact()
    {
        var prose = string.Concat(Enumerable.Repeat("The harbour's tide wasn't late, so we'd sail (at 7:45).\nNext: load 1,234.50 tons. ", 500));

        Assert.True(TokenCounter.Pieces(prose).Count() > 5);
        Assert.Equal(Exact.CountTokens(prose), TokenCounter.Count(prose));
    }

    [Fact]
    public void Count_TenMegabytesWithoutASpace_HandsTheTokenizerShortPiecesOfABoundedBeginning()
    {
        var text = new string('a', 10 << 20);
        var pieces = TokenCounter.Pieces(text).ToList();

        Assert.All(pieces, p => Assert.InRange(p.Length, 1, TokenCounter.LongestWord));
        Assert.Equal(TokenCounter.MostCounted, pieces.Sum(p => p.Length));
        Assert.InRange(TokenCounter.Count(text), text.Length - TokenCounter.MostCounted, text.Length);
        Assert.Equal(TokenCounter.Count(text), TokenCounter.Count(text));
    }

    [Fact]
    public void Pieces_AnyText_AreTheTextWithoutHalfACharacter()
    {
        foreach (var text in All)
        {
            var pieces = TokenCounter.Pieces(text).ToList();
            Assert.Equal(text, string.Concat(pieces.Select(p => text.Substring(p.Start, p.Length))));
            Assert.All(pieces, p => Assert.InRange(p.Length, 1, TokenCounter.Piece));
            Assert.All(pieces, p => Assert.False(char.IsLowSurrogate(text[p.Start])));
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Truncate_AnyText_IsABeginningThatFits(string text)
    {
        var cut = TokenCounter.Truncate(text, 40);

        Assert.StartsWith(cut, text, StringComparison.Ordinal);
        Assert.NotEqual(0, cut.Length);
        Assert.InRange(Exact.CountTokens(cut), 1, 40);
        Assert.Equal(text, TokenCounter.Truncate(text, int.MaxValue));
    }
}

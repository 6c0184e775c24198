using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class JsonAnswerTests
{
    private const string Any = """{"type":"object"}""";

    public static TheoryData<string, string> Unusable => new()
    {
        { """{"a":1,"a":2}""", "a" },
        { """{"list":[{"b":{"a":1,"a":2}}]}""", "a" },
        { """{"a":"\ud83d"}""", "Unicode" },
        { """{"\ud83d":1}""", "Unicode" },
        { """{"a":[["\udc00"]]}""", "Unicode" },
        { string.Concat(Enumerable.Repeat("{\"a\":", 63)) + "1" + new string('}', 63), "deep" },
        { string.Concat(Enumerable.Repeat("{\"a\":", 9000)) + "1" + new string('}', 9000), "deep" },
        { """{"a":1} trailing""", "JSON" },
        { "", "JSON" },
        { "\0", "JSON" },
        { "{\"a\":1", "JSON" },
        { "{\"a\": ", "JSON" },
        { "[]", "" },
        { "null", "" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Read_AnswerThatCannotBeUsed_IsAProblemInWordsAndNoException(string text, string word)
    {
        var (value, problem) = await JsonAnswer.ReadAsync(text, Any);

        Assert.Null(value);
        Assert.Contains(word, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(problem!, char.IsControl);
    }

    [Fact]
    public async Task Read_HalfACharacterInTheTextItself_IsAProblem()
    {
        var (value, problem) = await JsonAnswer.ReadAsync("{\"a\":\"" + '\ud83d' + "\"}", Any);

        Assert.Null(value);
        Assert.Contains("Unicode", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"\ud83d\ude00 é"}""")]
    [InlineData("```json\n{\"a\":[1,2.5,1e3]}\n```")]
    public async Task Read_GoodAnswer_IsItsValue(string text)
    {
        var (value, problem) = await JsonAnswer.ReadAsync(text, Any);

        Assert.Null(problem);
        Assert.NotNull(value!["a"]);
    }

    [Fact]
    public async Task Read_NameWithControlCharactersBreaksItsSchema_SaysSoInPlainWords()
    {
        var (_, problem) = await JsonAnswer.ReadAsync("{\"a\\u0000\\nb\":1}", """{"type":"object","additionalProperties":{"type":"string"}}""");

        Assert.NotNull(problem);
        Assert.DoesNotContain(problem, char.IsControl);
    }
}

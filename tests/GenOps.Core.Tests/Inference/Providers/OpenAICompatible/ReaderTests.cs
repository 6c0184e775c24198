using System.Text;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using static GenOps.Core.Tests.Inference.Providers.FakeProviderFixture;

namespace GenOps.Core.Tests.Inference.Providers.OpenAICompatible;

public sealed class ReaderTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("not json", "not JSON")]
    [InlineData("null", "no chat completion")]
    [InlineData("[]", "no chat completion")]
    [InlineData("42", "no chat completion")]
    [InlineData("{}", "no chat completion")]
    [InlineData("""{"choices":[]}""", "no chat completion")]
    [InlineData("""{"choices":[1]}""", "no chat completion")]
    [InlineData("""{"choices":[{"message":"hi"}]}""", "no chat completion")]
    [InlineData("""{"choices":[{"message":{"content":null}}]}""", "no text")]
    [InlineData("""{"choices":[{"message":{"content":7}}]}""", "no text")]
    [InlineData("""{"choices":[{"message":{"content":null,"refusal":"I will not."}}]}""", "refused: I will not.")]
    [InlineData("""{"choices":[{"message":{"content":"x"},"finish_reason":"content_filter"}]}""", "content filter")]
    [InlineData("""{"error":{"message":"no capacity"}}""", "no capacity")]
    public void Read_AnyBytes_SaysWhatIsWrong(string body, string problem) => Assert.Contains(problem, Chat(body).Problem);

    [Fact]
    public void Read_BytesThatAreNoText_AreSaidToBeNone() => Assert.NotNull(ChatAnswerReader.Read(Request(Text()), [0xFF, 0xFE, 0x00, 0x80]).Problem);

    [Fact]
    public void Read_ContentInParts_IsJoined() =>
        Assert.Equal("ab", Chat("""{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]}""").Text);

    [Fact]
    public void Read_JsonInAFence_IsTakenOut()
    {
        var request = Request(Text(schema: """{"type":"object","properties":{}}"""));
        var answer = ChatAnswerReader.Read(request, Encoding.UTF8.GetBytes("""{"choices":[{"message":{"content":"```json\n{\"a\":1}\n```"}}]}"""));

        Assert.Equal("""{"a":1}""", answer.Text);
        Assert.Null(answer.Problem);
    }

    [Theory]
    [InlineData("""{"data":[{"url":"https://example.com/x.png"}]}""", "b64_json")]
    [InlineData("""{"data":[{"b64_json":"%%%"}]}""", "not base64")]
    [InlineData("""{"data":{}}""", "no image")]
    [InlineData("<html>", "web page")]
    public void Read_BrokenImageAnswer_SaysWhatIsWrong(string body, string problem)
    {
        var answer = ImageAnswerReader.Read(Request(Image()), Encoding.UTF8.GetBytes(body));

        Assert.Contains(problem, answer.Problem);
        Assert.NotEmpty(answer.Usage.Quantities);
    }

    [Fact]
    public void Assemble_ErrorInTheStream_IsCutOff() => Assert.Throws<AnswerCutException>(() => StreamedAnswer.Assemble(
        """data: {"error":{"message":"overloaded"}}"""u8.ToArray()));

    [Fact]
    public void From_OpenSchema_IsClosedAllTheWayDown() => Assert.Equal(
        """
        {"type":"object","properties":{"lines":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false,"required":["a"]}}},"additionalProperties":false,"required":["lines"]}
        """,
        StrictSchema.From("""
            {"$schema":"x","type":"object","properties":{"lines":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}}}}
            """).ToJsonString());

    private static ModelAnswer Chat(string body) => ChatAnswerReader.Read(Request(Text()), Encoding.UTF8.GetBytes(body));

    private static CanonicalRequest Request(ModelRequest request)
    {
        using var provider = ProviderOf(Settings(new Uri("http://127.0.0.1:1/v1")));
        return provider.Compose(request, Id.New<ModelCallId>());
    }
}

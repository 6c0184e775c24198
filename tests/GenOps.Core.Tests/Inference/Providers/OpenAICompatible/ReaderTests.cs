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
    [InlineData("""{"data":[{"url":"file:///etc/passwd"}]}""", "b64_json")]
    [InlineData("""{"data":[{"url":"https://me:secret@example.com/x.png"}]}""", "b64_json")]
    [InlineData("""{"data":[{"b64_json":"%%%"}]}""", "not base64")]
    [InlineData("""{"data":{}}""", "no image")]
    [InlineData("<html>", "web page")]
    public void Read_BrokenImageAnswer_SaysWhatIsWrong(string body, string problem)
    {
        var answer = ImageAnswerReader.Read(Request(Image()), Encoding.UTF8.GetBytes(body));

        Assert.Contains(problem, answer.Problem);
        Assert.NotEmpty(answer.Usage.Quantities);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"overloaded\"}}", "broke the stream off: overloaded")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}", "ended before the answer did")]
    public void Read_BrokenStream_SaysWhatIsWrong(string body, string problem) => Assert.Contains(problem, Chat(body).Problem);

    [Theory]
    [InlineData("data: [DONE]", true)]
    [InlineData("\uFEFFdata:[DONE] \r\n\r\n", true)]
    [InlineData("data: {\"choices\":[{\"finish_reason\":\"\"}]}\n\n", true)]
    [InlineData("data: {\"choices\":[{\"finish_reason\" : null}]}\n\n", false)]
    [InlineData(": a comment\n\ndata: {\"text\":\"[DONE]\"}\n\n", false)]
    public void HasEnd_Stream_IsSeenFromItsBytes(string body, bool ended)
    {
        Assert.True(EventStream.Is(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(ended, EventStream.HasEnd(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void Read_BytesOfACharacterSplitOverTwoDeltas_AreOneCharacter()
    {
        byte[] body = [.. "data: {\"choices\":[{\"delta\":{\"content\":\"5 "u8, 0xE2, 0x82, .. "\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\""u8, 0xAC, .. "\"}}]}\n\ndata: [DONE]\n\n"u8];

        var answer = ChatAnswerReader.Read(Request(Text()), body);

        Assert.Equal("5 €", answer.Text);
        Assert.Null(answer.Problem);
    }

    [Fact]
    public void Read_LinkToAnImage_GivesWhereItLies()
    {
        var answer = ImageAnswerReader.Read(Request(Image()), """{"data":[{"url":"https://example.com/x.png"}]}"""u8.ToArray());

        Assert.Equal((null, null, new Uri("https://example.com/x.png")), (answer.Problem, answer.Image, answer.ImageLink));
    }

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

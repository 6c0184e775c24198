using GenOps.Web.Pages.Finance;

namespace GenOps.Web.Tests.Pages.Finance;

public sealed class CallMessagesTests
{
    [Fact]
    public void Read_ChatRequest_GivesEachMessageWithItsRole()
    {
        var messages = CallMessages.Read(
            """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"A"},{"type":"image_url"}]}]}""");

        Assert.Equal([new CallMessage("system", "Be brief."), new CallMessage("user", "A\n(not text)")], messages);
    }

    [Fact]
    public void Read_ChatAnswer_GivesTheChoices() =>
        Assert.Equal(
            [new CallMessage("assistant", "Grüße")],
            CallMessages.Read("""{"choices":[{"message":{"role":"assistant","content":"Grüße"}}]}"""));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plain words")]
    [InlineData("{\"messages\":[{\"role\":\"us")]
    [InlineData("[1,2]")]
    [InlineData("{\"messages\":[3,{\"content\":4}],\"choices\":5}")]
    public void Read_AnythingElse_GivesNoneAndKeepsTheText(string? text)
    {
        Assert.Empty(CallMessages.Read(text));
        Assert.Equal(text?.Replace(" ", "", StringComparison.Ordinal), CallMessages.Indented(text)?.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Indented_Json_KeepsLettersAsTheyAre() => Assert.Contains("\"Grüße\"", CallMessages.Indented("""{"a":"Grüße"}"""), StringComparison.Ordinal);
}

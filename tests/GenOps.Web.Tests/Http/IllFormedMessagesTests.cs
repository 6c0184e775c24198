using System.Reflection;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;

namespace GenOps.Web.Tests.Http;

/// <summary>What a live page's connection lets in, at every method by which anything comes in.</summary>
public sealed class IllFormedMessagesTests
{
    private static readonly IReadOnlyList<MethodInfo> Methods =
    [
        .. typeof(CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub", throwOnError: true)!
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => m.GetParameters().Any(p => p.ParameterType == typeof(string))),
    ];

    [Theory]
    [InlineData("""[{"eventName":"change"},{"value":"a\u0000b"}]""")]
    [InlineData("""[{"eventName":"change"},{"value":"half \ud83d"}]""")]
    [InlineData("""[12,true,"half \udc00"]""")]
    [InlineData("http://localhost/operations/runs?text=a%00b")]
    [InlineData("http://localhost/operations/runs?text=%ED%A0%80")]
    public async Task Message_WithTextThatIsIllFormed_ReachesNoMethod(string text)
    {
        Assert.Contains("BeginInvokeDotNetFromJS", Methods.Select(m => m.Name));
        foreach (var method in Methods)
        {
            foreach (var at in method.GetParameters().Where(p => p.ParameterType == typeof(string)))
                await Assert.ThrowsAsync<HubException>(() => SendAsync(method, at.Position, text));
        }
    }

    [Fact]
    public async Task Message_WithARawNulOrHalfOfACharacter_ReachesNoMethod()
    {
        foreach (var text in new[] { "a\0b", "half " + (char)0xD83D })
            await Assert.ThrowsAsync<HubException>(() => SendAsync(Methods[0], 0, text));
    }

    [Theory]
    [InlineData("""[{"eventName":"change"},{"value":"Grüße \ud83d\ude00 \\u0000 \n"}]""")]
    [InlineData("""C:\users\u0000 is no JSON""")]
    [InlineData("http://localhost/operations/runs?text=%F0%9F%98%80")]
    [InlineData("http://localhost/operations/runs?text=pier#%FF")]
    public async Task Message_ThatIsWell_GoesOn(string text) => Assert.Equal("done", await SendAsync(Methods[0], 0, text));

    private static async Task<object?> SendAsync(MethodInfo method, int at, string text)
    {
        var arguments = method.GetParameters().Select(p => p.Position == at ? text : p.ParameterType == typeof(string) ? "" : null).ToArray<object?>();
        var message = new HubInvocationContext(null!, null!, null!, method, arguments);
        return await new IllFormedMessages().InvokeMethodAsync(message, _ => ValueTask.FromResult<object?>("done"));
    }
}

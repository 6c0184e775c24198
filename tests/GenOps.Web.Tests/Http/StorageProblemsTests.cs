using GenOps.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Web.Tests.Http;

public sealed class StorageProblemsTests
{
    [Theory]
    [InlineData(13, 507, "60", "The disk is full")]
    [InlineData(11, 503, "300", "The database is damaged")]
    [InlineData(14, 503, "10", "The database cannot be reached")]
    [InlineData(5, 503, "2", "The database is too busy")]
    public async Task Invoke_DatabaseInTheWay_IsOneSentenceAndWhenToAskAgain(int code, int status, string retryAfter, string sentence)
    {
        foreach (var (path, mediaType) in new[] { ("/api/v1/runs", "application/problem+json"), ("/finance", "text/html; charset=utf-8") })
        {
            var (context, text) = await AnswerAsync(path, new DbUpdateException("An error occurred.", new SqliteException("secret detail", code)));

            Assert.Equal((status, mediaType), (context.Response.StatusCode, context.Response.ContentType));
            Assert.Equal(retryAfter, context.Response.Headers.RetryAfter);
            Assert.Contains(sentence, text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Invoke_AnotherError_GoesOnToWhoeverKnowsIt() =>
        await Assert.ThrowsAsync<FormatException>(() => AnswerAsync("/finance", new FormatException("No.")));

    private static async Task<(HttpContext Context, string Text)> AnswerAsync(string path, Exception error)
    {
        var context = new DefaultHttpContext { Request = { Path = path }, Response = { Body = new MemoryStream() } };
        await new StorageProblems(_ => throw error, TimeProvider.System, NullLogger<StorageProblems>.Instance).InvokeAsync(context);
        context.Response.Body.Position = 0;
        return (context, await new StreamReader(context.Response.Body).ReadToEndAsync());
    }
}

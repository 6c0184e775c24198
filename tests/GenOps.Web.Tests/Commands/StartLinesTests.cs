using GenOps.Web.Commands;

namespace GenOps.Web.Tests.Commands;

public sealed class StartLinesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_MoreThanOnePiece_KeepsOrderAndNumbers()
    {
        File.WriteAllText(_path, """
            {"pipeline": "a"}

            {"pipeline": "b"}
            {"pipeline": "c"}
            """);

        var pieces = StartLines.Read(_path, most: 2);

        Assert.Equal([2, 1], pieces.Select(p => p.Count));
        Assert.Equal([(1, "a"), (3, "b"), (4, "c")], pieces.SelectMany(p => p).Select(l => (l.Number, (string)l.Body["pipeline"]!)));
    }

    [Theory]
    [InlineData("{\"pipeline\": \"a\"}\n{", "line 2")]
    [InlineData("{\"pipeline\": \"a\"}\n[]", "line 2: it is no JSON object")]
    [InlineData("\n \n", "holds no start")]
    public void Read_WhatCannotBe_IsAUsageErrorThatNamesTheLine(string text, string expected)
    {
        File.WriteAllText(_path, text);

        var error = Assert.Throws<CommandFailedException>(() => StartLines.Read(_path, most: 10));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_IsAUsageError() => Assert.Equal(ExitCode.Usage, Assert.Throws<CommandFailedException>(() => StartLines.Read(_path + ".none", most: 10)).Code);
}

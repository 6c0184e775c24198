using System.Text;
using GenOps.Web.Commands;

namespace GenOps.Web.Tests.Commands;

public sealed class InputArgumentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-inputs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_ValuesAndFiles_BecomeInputs()
    {
        File.WriteAllText(Path.Combine(_folder, "notes.md"), "# 1.0");

        var inputs = InputArguments.Read(["product=Acme = best", "notes=@notes.md"], _folder);

        Assert.Equal("Acme = best", (string?)inputs["product"]);
        Assert.Equal("notes.md", (string?)inputs["notes"]!["name"]);
        Assert.Equal("# 1.0", Encoding.UTF8.GetString(Convert.FromBase64String((string)inputs["notes"]!["base64"]!)));
    }

    [Fact]
    public void Read_SeveralFilesOfOneName_BecomeAList()
    {
        foreach (var name in new[] { "a.txt", "b.txt" }) File.WriteAllText(Path.Combine(_folder, name), name);

        var inputs = InputArguments.Read(["docs=@a.txt", "docs=@b.txt"], _folder);

        Assert.Equal(["a.txt", "b.txt"], inputs["docs"]!.AsArray().Select(f => (string?)f!["name"]));
    }

    [Theory]
    [InlineData("notes")]
    [InlineData("=x")]
    [InlineData("notes=@missing.md")]
    public void Read_WhatCannotBe_IsAUsageError(string argument)
    {
        var error = Assert.Throws<CommandFailedException>(() => InputArguments.Read([argument], _folder));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Read_TwoValuesOfOneName_IsAUsageError() =>
        Assert.Throws<CommandFailedException>(() => InputArguments.Read(["a=1", "a=2"], _folder));

    [Fact]
    public void Read_FileLargerThanIsTaken_SaysSoBeforeReading()
    {
        using (var file = File.Create(Path.Combine(_folder, "huge.txt"))) file.SetLength(300L * 1024 * 1024);

        var error = Assert.Throws<CommandFailedException>(() => InputArguments.Read(["notes=@huge.txt"], _folder));

        Assert.Contains("300 MB", error.Message);
    }
}

using GenOps.Core.Data;

namespace GenOps.Core.Tests.Data;

/// <summary>What stands under a name is told without opening it; a pipe that is opened never comes back.</summary>
public sealed class FileFactsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-facts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_EachKind_IsTold()
    {
        var file = Path.Combine(_folder, "file");
        var link = Path.Combine(_folder, "link");
        File.WriteAllText(file, "x");
        File.CreateSymbolicLink(link, file);

        Assert.Equal(new FileFacts(FileKind.Regular, 1), FileFacts.Of(file));
        Assert.Equal(FileKind.Link, FileFacts.Of(link).Kind);
        Assert.Equal(FileKind.Folder, FileFacts.Of(_folder).Kind);
        Assert.Equal(FileKind.Nothing, FileFacts.Of(Path.Combine(_folder, "none")).Kind);
        Assert.Equal(FileKind.Nothing, FileFacts.Of(Path.Combine(file, "below a file")).Kind);
        Assert.Equal(FileKind.Device, FileFacts.Of("/dev/null").Kind);
    }

    [Fact]
    public void Of_AnOpenFile_IsWhatWasOpened()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "x");
        using var opened = File.OpenHandle(file);
        File.Delete(file);
        using var device = File.OpenHandle("/dev/null");

        Assert.Equal(FileKind.Regular, FileFacts.Of(opened).Kind);
        Assert.Equal(FileKind.Device, FileFacts.Of(device).Kind);
        Assert.NotEqual(file, RealPath.Of(opened));
    }

    [Fact]
    public void Of_LinksInACircle_EndsInAnError()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));
        File.CreateSymbolicLink(Path.Combine(_folder, "b"), Path.Combine(_folder, "a"));

        Assert.Throws<IOException>(() => RealPath.Of(Path.Combine(_folder, "a", "c")));
    }
}

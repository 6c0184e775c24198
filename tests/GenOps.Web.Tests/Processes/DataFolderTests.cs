using GenOps.Web.Processes;

namespace GenOps.Web.Tests.Processes;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("genops-folder-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Resolve_InsideTheSourceTree_IsDataAtItsTop()
    {
        File.WriteAllText(Path.Combine(_root, "GenOps.sln"), "");
        var inside = Directory.CreateDirectory(Path.Combine(_root, "src", "GenOps.Web")).FullName;

        Assert.Equal(Path.Combine(_root, "data"), DataFolder.Resolve(null, inside));
    }

    [Fact]
    public void Resolve_Elsewhere_IsTheUsersApplicationData() =>
        Assert.Equal("genops", Path.GetFileName(DataFolder.Resolve("", _root)));

    [Fact]
    public void Resolve_Asked_IsThatFolder() =>
        Assert.Equal(Path.Combine(_root, "mine"), DataFolder.Resolve("mine", _root));

    [Fact]
    public void TryTake_OwnedByAnother_IsRefusedUntilGivenBack()
    {
        using var first = new DataFolder(_root);
        using var second = new DataFolder(_root);
        first.Take();

        Assert.False(second.TryTake());
        first.Dispose();
        Assert.True(second.TryTake());
    }

    [Fact]
    public void Take_NewFolder_IsReadableByItsUserOnly()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new DataFolder(Path.Combine(_root, "new"));

        folder.Take();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
    }
}

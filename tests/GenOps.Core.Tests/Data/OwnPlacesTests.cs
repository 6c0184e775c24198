using GenOps.Core.Data;

namespace GenOps.Core.Tests.Data;

/// <summary>Where nothing may be watched or published, because the product keeps its own files there.</summary>
public sealed class OwnPlacesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-own-").FullName;

    public OwnPlacesTests()
    {
        Directory.CreateDirectory(At("data/inbox"));
        Directory.CreateDirectory(At("base"));
    }

    private OwnPlaces Own => new(At("data"), new OwnFile(At("base/genops.db"), "the database"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("data", "the data folder")]
    [InlineData(".", "the data folder")]
    [InlineData("data/keys", "the data folder")]
    [InlineData("data/published", "the data folder")]
    [InlineData("data/inbox/../spool", "the data folder")]
    [InlineData("data/inbox2", "the data folder")]
    [InlineData("base", "the database")]
    [InlineData("data/inbox", null)]
    [InlineData("data/inbox/releases", null)]
    [InlineData("data2", null)]
    [InlineData("elsewhere", null)]
    public void WatchedAt_AFolder_NamesWhatItWouldLayOpen(string folder, string? what) => Assert.Equal(what, Own.WatchedAt(At(folder)));

    [Fact]
    public void WatchedAt_TheProgramsFolder_IsRefused() => Assert.Equal("the program", Own.WatchedAt(AppContext.BaseDirectory));

    [Theory]
    [InlineData("data")]
    [InlineData("data/keys")]
    [InlineData("data/published")]
    [InlineData(".")]
    public void WatchedAt_ALinkToIt_IsTheSame(string target)
    {
        Directory.CreateSymbolicLink(At("link"), At(target));
        Directory.CreateSymbolicLink(At("link-to-link"), At("link"));

        Assert.Equal("the data folder", Own.WatchedAt(At("link-to-link")));
    }

    [Fact]
    public void WatchedAt_AnInboxThatIsALink_CountsWhereItLeads()
    {
        Directory.Delete(At("data/inbox"));
        Directory.CreateDirectory(At("data/keys"));
        Directory.CreateSymbolicLink(At("data/inbox"), At("data/keys"));
        Assert.Equal("the data folder", Own.WatchedAt(At("data/inbox")));

        Directory.Delete(At("data/inbox"));
        Directory.CreateSymbolicLink(At("data/inbox"), Directory.CreateDirectory(At("share")).FullName);
        Assert.Null(Own.WatchedAt(At("data/inbox")));
    }

    [Theory]
    [InlineData("data", "the data folder")]
    [InlineData(".", "the data folder")]
    [InlineData("data/keys/x", "the data folder")]
    [InlineData("base", "the database")]
    [InlineData("data/site", null)]
    [InlineData("elsewhere", null)]
    public void WrittenAt_AFolder_NamesWhatItWouldOverwrite(string folder, string? what) => Assert.Equal(what, Own.WrittenAt(At(folder)));

    private string At(string path) => Path.Combine(_folder, path);
}

using GenOps.Core.Publishing;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Tests.Publishing;

public sealed class PublishChannelsTests
{
    [Fact]
    public void From_NoSettings_OffersTheFolder()
    {
        var channels = Read([]);

        var folder = Assert.Single(channels.List);
        Assert.Equal(("folder", Path.GetFullPath("/data/published")), (folder.Name, folder.Target));
    }

    [Fact]
    public void From_GoodSettings_ListsThemWithoutSecrets()
    {
        var channels = Read(new()
        {
            ["GenOps:Channels:site:Kind"] = "folder",
            ["GenOps:Channels:site:Folder"] = "site",
            ["GenOps:Channels:hook:Kind"] = "webhook",
            ["GenOps:Channels:hook:Url"] = "https://example.com/in?token=1",
            ["GenOps:Channels:hook:Secret"] = "0123456789abcdef",
        });

        Assert.Equal(
            [("folder", Path.GetFullPath("/data/published")), ("hook", "https://example.com/in"), ("site", Path.GetFullPath("/data/site"))],
            channels.List.Select(c => (c.Name, c.Target)));
        Assert.True(channels.Exists("hook"));
        Assert.False(channels.Exists("nowhere"));
    }

    [Fact]
    public void From_WrongSettings_NamesEachWithItsCure()
    {
        var problem = Assert.Throws<InvalidInputException>(() => Read(new()
        {
            ["GenOps:Channels:a:Kind"] = "mail",
            ["GenOps:Channels:b:Kind"] = "webhook",
            ["GenOps:Channels:b:Url"] = "ftp://example.com",
            ["GenOps:Channels:b:Secret"] = "short",
            ["GenOps:Channels:c:Kind"] = "folder",
            ["GenOps:Channels:folder:Kind"] = "folder",
            ["GenOps:Channels:folder:Folder"] = "x",
        }));

        Assert.Equal(
            ["GenOps:Channels:a:Kind", "GenOps:Channels:b:Url", "GenOps:Channels:b:Secret", "GenOps:Channels:c:Folder", "GenOps:Channels:folder"],
            problem.Problems.Select(p => p.Field));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/")]
    [InlineData("keys")]
    [InlineData("spool/deeper")]
    public void From_FolderOverWhatTheProductKeeps_IsRefused(string folder)
    {
        var problem = Assert.Throws<InvalidInputException>(() => Read(new() { ["GenOps:Channels:site:Kind"] = "folder", ["GenOps:Channels:site:Folder"] = folder }));

        Assert.Contains("the data folder is there", Assert.Single(problem.Problems).Problem, StringComparison.Ordinal);
    }

    private static PublishChannels Read(Dictionary<string, string?> settings) => PublishChannels.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "/data", new NoHttp(), TimeProvider.System);

    private sealed class NoHttp : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => throw new NotSupportedException("No channel is used here.");
    }
}

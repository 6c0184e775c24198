using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Web.Demonstration;
using GenOps.Web.Http;
using GenOps.Web.Pages.Welcome;
using GenOps.Web.Processes;
using GenOps.Web.Tests.Demonstration;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Web.Tests.Pages.Welcome;

/// <summary>The panel over the real server of demonstrations, which makes a small one and starts a real process.</summary>
public sealed class DemonstrationPanelTests : PipelinePageTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("genops-year-").FullName;

    private string _listening = "";
    private int _calls;

    public DemonstrationPanelTests() => Services.AddSingleton(Make);

    protected override string[] RoleNames => [Roles.Admin];

    [Fact]
    public async Task Open_ByAnAdministrator_ShowsItAndPutsItAway()
    {
        var (server, panel) = Show("http://localhost");
        Assert.Contains("200 calls", panel.Find("[role=status]").TextContent, StringComparison.Ordinal);

        await Button(panel, "Look at a year of it").ClickAsync(new());
        panel.WaitForElement("progress", Patience);
        panel.WaitForElement("a[href='/demonstration'][target=_blank][rel=noopener]", Patience);
        var entry = server.EntryOf("ada@example.com", "localhost")!;
        await Button(panel, "Put it away").ClickAsync(new());

        panel.WaitForAssertion(() => Button(panel, "Look at a year of it"), Patience);
        Assert.False(Directory.Exists(server.Folder));
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(entry));
        await using var db = Open();
        Assert.Equal(["demonstration.start", "demonstration.remove"], await db.AuditEntries.Where(e => e.ObjectType == "demonstration").OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());
        Assert.False(await db.Runs.AnyAsync());
    }

    [Fact]
    public async Task Stop_WhileItIsMade_LeavesNothing()
    {
        var (server, panel) = Show("http://localhost", calls: 2_000_000);

        await Button(panel, "Look at a year of it").ClickAsync(new());
        await panel.WaitForElement("progress", Patience).ParentElement!.QuerySelector("button")!.ClickAsync(new());

        panel.WaitForAssertion(() => Button(panel, "Look at a year of it"), Patience);
        Assert.Empty(panel.FindAll("[role=alert]"));
        Assert.False(Directory.Exists(server.Folder));
    }

    [Fact]
    public async Task Open_WhereItsFolderIsTaken_SaysWhatHelps()
    {
        var (server, panel) = Show("http://localhost");
        using var other = new DataFolder(server.Folder);
        other.Take();

        await Button(panel, "Look at a year of it").ClickAsync(new());

        panel.WaitForAssertion(() => Assert.Contains("Another GenOps already works on", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.NotNull(Button(panel, "Look at a year of it"));
    }

    [Fact]
    public async Task Open_WhereTheDatabaseIsNone_SaysWhatTheProcessSaid()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, "demonstration")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "genops.db"), "This is a letter to my aunt.");
        var (server, panel) = Show("http://localhost");

        await Button(panel, "Open it again").ClickAsync(new());

        panel.WaitForAssertion(() => Assert.Contains("is damaged", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        await Button(panel, "Put it away").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("[role=alert]")), Patience);
        Assert.False(Directory.Exists(server.Folder));
    }

    [Fact]
    public void Panel_WhereNoOtherPortIsReached_ShowsTheCommands()
    {
        var (_, panel) = Show("http://localhost:8080");

        Assert.Contains("genops serve --data demo", panel.Find("pre").TextContent, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("button"));
    }

    [Fact]
    public async Task Begin_ByAnOperator_IsRefused()
    {
        var (server, _) = Show("http://localhost");
        var actor = new Actor(Guid.NewGuid(), "rob", new HashSet<string> { Roles.Operator });

        await Assert.ThrowsAsync<AccessDeniedException>(() => server.BeginAsync(actor, new Uri("http://localhost/"), CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => server.RemoveAsync(actor, CancellationToken.None));
        Assert.False(Directory.Exists(server.Folder));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    private (DemonstrationServer Server, IRenderedComponent<DemonstrationPanel> Panel) Show(string listening, int calls = 200)
    {
        (_listening, _calls) = (listening, calls);
        return (Services.GetRequiredService<DemonstrationServer>(), Render<DemonstrationPanel>());
    }

    private DemonstrationServer Make(IServiceProvider services)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(DemonstrationServer.CallsSetting, $"{_calls}")]).Build();
        var reach = new DemonstrationReach(PublicAddress.From(settings), settings, new ListeningAt(_listening));
        return new DemonstrationServer(
            new DataFolder(_data), settings, services.GetRequiredService<CommandRunner>(), reach, TimeProvider.System, NullLogger<DemonstrationServer>.Instance);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<DemonstrationPanel> panel, string text) =>
        panel.FindAll("button").Single(b => b.TextContent.Trim() == text);
}

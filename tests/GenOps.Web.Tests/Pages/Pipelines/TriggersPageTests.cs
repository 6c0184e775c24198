using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Starts.Triggers;
using GenOps.Web.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class TriggersPageTests : PipelinePageTest
{
    [Fact]
    public async Task Page_FolderWithSomethingLeftAlone_NamesItOnceAsText()
    {
        var made = await Services.GetRequiredService<SaveTrigger>().ExecuteAsync(
            Actor.System,
            new SaveTriggerRequest { Pipeline = "release-announcement", Name = "inbox", Kind = TriggerKind.Folder, Money = MoneyMode.Sandbox, Folder = "in", FileInput = "notes", Inputs = new() { ["product"] = "Harbour" } },
            CancellationToken.None);
        var left = LeftAlone.Write([new LeftAlone("<b>link</b>\n.md", "It is a link.")]);
        await using (var db = Open()) await db.Triggers.ExecuteUpdateAsync(t => t.SetProperty(x => x.LeftAlone, left));

        var page = Render<TriggersPage>();
        page.WaitForAssertion(() => Assert.Equal("<b>link</b>\uFFFD.md: It is a link.", Assert.Single(page.FindAll(".left li")).TextContent));

        await Services.GetRequiredService<EnableTrigger>().ExecuteAsync(Actor.System, made.Id, enabled: false, CancellationToken.None);
        var disabled = Render<TriggersPage>();
        disabled.WaitForAssertion(() => Assert.NotEmpty(disabled.FindAll("section.go-panel h2")));
        Assert.Empty(disabled.FindAll(".left li"));
    }
}

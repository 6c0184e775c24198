using Bunit;
using GenOps.Core.Outputs;
using GenOps.Testing.Reviews;
using GenOps.Web.Pages.Review;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Tests.Pages.Review;

/// <summary>The desk with outputs that must follow a schema.</summary>
public sealed class ReviewDeskSchemaTests : ReviewPageTest
{
    protected override string Yaml => ReviewScene.TableYaml;

    [Fact]
    public async Task Open_AnItemThatBreaksItsSchema_CannotBeApprovedUnedited()
    {
        var desk = await OpenAsync("""{ "total": "twelve" }""", valid: false);

        await PressAsync(desk, "a");

        Assert.True(desk.Find("button:contains('Approve')").HasAttribute("disabled"));
        Assert.Contains("extract-1.md total", desk.Find("[aria-label=Decision] [role=note]").TextContent, StringComparison.Ordinal);
        Assert.Contains("extract-1.md total", desk.Find("[aria-label=Decision] [role=alert]").TextContent, StringComparison.Ordinal);
        await using var db = Scene.Database.Open();
        Assert.Empty(await db.ReviewDecisions.ToListAsync());
    }

    [Fact]
    public async Task Type_WhatBreaksTheSchema_NamesTheFieldBeforeItIsSaved()
    {
        var desk = await OpenAsync("""{ "total": 12 }""", valid: true);
        await PressAsync(desk, "e");
        Assert.False(desk.Find("button:contains('Save and approve')").HasAttribute("disabled"));

        Type(desk, """{ "total": 12, "date": "yesterday" }""");

        desk.WaitForAssertion(() => Assert.Contains("date: It must have the form", desk.Find(".wrong").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal("true", desk.Find("textarea").GetAttribute("aria-invalid"));
        Assert.True(desk.Find("button:contains('Save and approve')").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Type_WhatMendsAnItem_CanBeSaved()
    {
        var desk = await OpenAsync("No invoice.", valid: false);
        await PressAsync(desk, "e");
        Assert.Contains("It is not JSON: line 1", desk.Find(".wrong").TextContent, StringComparison.Ordinal);

        Type(desk, """{ "total": 7 }""");
        desk.WaitForAssertion(() => Assert.Equal("", desk.Find(".wrong").TextContent.Trim()), TimeSpan.FromSeconds(30));
        await PressAsync(desk, "save");

        await using var db = Scene.Database.Open();
        Assert.Equal(OutputState.Approved, (await db.Outputs.SingleAsync()).State);
        Assert.Equal("application/json", (await db.Artifacts.SingleAsync(a => a.Name == "extract-1.json")).MediaType);
    }

    private static void Type(IRenderedComponent<ReviewDesk> desk, string text) => desk.Find("textarea").Change(text);

    private static Task PressAsync(IRenderedComponent<ReviewDesk> desk, string key) =>
        desk.InvokeAsync(() => desk.Instance.PressKey(key, desk.Instance.Id.ToString(), 1000));

    private async Task<IRenderedComponent<ReviewDesk>> OpenAsync(string answer, bool valid)
    {
        var task = await Scene.FlagInvoiceAsync(answer, valid);
        var desk = Render<ReviewDesk>(p => p.Add(d => d.Id, task.Id.Value));
        desk.WaitForState(() => desk.FindAll("h1").Count > 0);
        return desk;
    }
}

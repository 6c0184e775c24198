using System.Text.RegularExpressions;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Levers;

/// <summary>Budgets in a real browser: one that is too small holds a run, which goes on when it is raised on its page.</summary>
public sealed class BudgetLeverTests
{
    [Fact]
    public async Task HardBudget_SetAndRaisedInTheBrowser_HoldsARunAndLetsItGoOn()
    {
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { Samples = true });
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await context.NewPageAsync();
        var faults = await PageFaults.ListenAsync(page);
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);

        await page.OpenAsync("/finance/budgets?money=sandbox");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "New budget" }).ClickAsync();
        await page.GetByLabel("Covers").SelectOptionAsync(new SelectOptionValue { Label = "Each run of a pipeline" });
        await page.Locator("#budget-target").SelectOptionAsync("release-announcement");
        await page.GetByLabel("Amount in US dollars").FillAsync("0.000001");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Create the budget" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Each run of release-announcement" })).ToBeVisibleAsync();

        var started = await GenOpsProgram.RunAsync(
            "budget", "list", "--money", "sandbox", "--data", server.DataFolder);
        Assert.Contains("Each run of release-announcement", started.Output, StringComparison.Ordinal);
        await page.OpenAsync("/pipelines/release-announcement/run");
        await page.GetByLabel("Release notes").FillAsync("# Harbour 4.2.0\n\n## Added\n- Timetables can be printed as a folded leaflet.\n- Skippers see the tide.");
        await page.GetByLabel("Product name").FillAsync("Harbour");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs/[0-9a-f-]{36}"));
        var run = page.Url;

        await page.OpenAsync("/finance/budgets?money=sandbox");
        await Expect(page.GetByText(new Regex("Holds \\d step"))).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Each run of release-announcement" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Waiting for room" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Change the amount" }).ClickAsync();
        await page.GetByLabel("New amount in US dollars").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save the amount" }).ClickAsync();
        await Expect(page.GetByText("the figure above")).ToBeVisibleAsync();

        await page.GotoAsync(run);
        await Expect(page.Locator(".page-header .chip").First).ToHaveTextAsync("Waiting for review");
        Assert.Empty(await faults.FindAsync());
    }
}

using System.Text.RegularExpressions;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>Two people with open pages: one locks the other out, and then signs out in another tab.</summary>
public sealed class SignOutWalk
{
    private const string Rob = "rob@example.org";

    [Fact]
    public async Task OpenPages_OfWhoIsLockedOutOrSignsOut_LeadToTheSignIn()
    {
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart());
        var added = await GenOpsProgram.RunWithInputAsync(
            GenOpsStart.Password, "user", "add", "--email", Rob, "--role", "Operator", "--password-stdin", "--data", server.DataFolder);
        Assert.True(added.ExitCode == 0, added.Error);
        var robs = await OpenAsync(server, Rob, "/operations/runs");
        var people = await OpenAsync(server, GenOpsStart.AdminEmail, "/settings/users");

        await people.Locator("tr", new() { HasText = Rob }).GetByRole(AriaRole.Button, new() { Name = "Lock out" }).ClickAsync();
        await LedToSignInAsync(robs);
        Assert.Contains("returnUrl=%2Foperations%2Fruns", robs.Url, StringComparison.Ordinal);
        await Expect(people.Locator("tr", new() { HasText = Rob })).ToContainTextAsync("Locked");

        var tab = await people.Context.NewPageAsync();
        await tab.GotoAsync("/account/logout");
        await tab.ClickAsync("button[type=submit]");
        await LedToSignInAsync(people);

        await robs.Context.CloseAsync();
        await people.Context.CloseAsync();
    }

    private static async Task<IPage> OpenAsync(GenOpsProcess server, string email, string address)
    {
        var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await context.NewPageAsync();
        await PageServer.SignInAsync(page, email, GenOpsStart.Password);
        await page.OpenAsync(address);
        return page;
    }

    private static Task LedToSignInAsync(IPage page) =>
        Expect(page).ToHaveURLAsync(new Regex("/account/login"));
}

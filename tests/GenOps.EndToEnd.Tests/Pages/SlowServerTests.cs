using GenOps.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>A server that waits for its database: an act is done once, however often it is asked for, and what is read is announced.</summary>
public sealed class SlowServerTests : IAsyncLifetime
{
    private string database = "";
    private GenOpsProcess server = null!;
    private IPage page = null!;

    public async Task InitializeAsync()
    {
        database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("slow_" + Guid.CreateVersion7().ToString("N"));
        server = await GenOpsProcess.StartAsync(new GenOpsStart { ConnectionString = database });
        page = await (await BrowserProgram.NewContextAsync(server.Address)).NewPageAsync();
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);
    }

    public async Task DisposeAsync()
    {
        await page.Context.CloseAsync();
        await server.DisposeAsync();
    }

    private ILocator Make => page.GetByRole(AriaRole.Button, new() { Name = "Make the key" });

    [Fact]
    public async Task Act_AskedForAgainWhileItWaits_IsDoneOnce()
    {
        await page.OpenAsync("/settings/api-keys");
        await ActTwiceAsync("By click", () => Make.DispatchEventAsync("click"));
        await ActTwiceAsync("By Enter", () => page.PressAsync("#key-name", "Enter"));
        await FailAsync();
    }

    [Fact]
    public async Task Page_ThatWaitsForItsData_SaysSo()
    {
        await page.OpenAsync("/audit");
        var entries = page.Locator("main table");
        await Expect(entries).ToBeVisibleAsync();
        await using (var held = await LockedTable.HoldAsync(database, "AuditEntries", "ACCESS EXCLUSIVE"))
        {
            await page.GetByLabel("Object").SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await held.WaitUntilWantedAsync();
            await RoundTripAsync();
            await Expect(page.Locator("main [aria-busy=true]", new() { Has = page.Locator("table") })).ToBeVisibleAsync();
        }

        await Expect(page.Locator("main [aria-busy=true]")).ToHaveCountAsync(0);

        await page.OpenAsync($"/schedules/{Guid.CreateVersion7()}");
        var missing = page.GetByText("There is no such schedule");
        await Expect(missing).ToBeVisibleAsync();
        await using (var held = await LockedTable.HoldAsync(database, "Schedules", "ACCESS EXCLUSIVE"))
        {
            await page.EvaluateAsync("address => Blazor.navigateTo(address)", $"/schedules/{Guid.CreateVersion7()}");
            await held.WaitUntilWantedAsync();
            await RoundTripAsync();
            await Expect(missing).ToHaveCountAsync(0);
            await Expect(page.Locator("main .skeleton").First).ToBeVisibleAsync();
        }

        await Expect(missing).ToBeVisibleAsync();
    }

    private async Task ActTwiceAsync(string name, Func<Task> again)
    {
        await page.FillAsync("#key-name", name);
        await using (var held = await LockedTable.HoldAsync(database, "ApiKeys", "SHARE"))
        {
            await Make.ClickAsync();
            await held.WaitUntilWantedAsync();
            // The page has been drawn since: only the end of the act may set the button free.
            await RoundTripAsync();
            Assert.Equal("true", await Make.GetAttributeAsync("aria-disabled"));
            await again();
            await again();
            await RoundTripAsync();
            Assert.Equal(1, await held.WaitersAsync());
        }

        await Expect(Make).ToBeEnabledAsync();
        await RoundTripAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
    }

    private async Task FailAsync()
    {
        await page.FillAsync("#key-name", "Refused");
        await using (var held = await LockedTable.HoldAsync(database, "ApiKeys", "SHARE"))
        {
            await Make.ClickAsync();
            await held.WaitUntilWantedAsync();
            await held.RefuseAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        }

        await Expect(Make).ToBeEnabledAsync();
        await page.FillAsync("#key-name", "After all");
        await Make.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "After all", Exact = true })).ToHaveCountAsync(1);
    }

    /// <summary>Returns once the server has answered something asked for now, and so also all it was asked for before.</summary>
    private async Task RoundTripAsync()
    {
        var menu = page.GetByRole(AriaRole.Button, new() { Name = "Navigation", Exact = true });
        var open = await menu.GetAttributeAsync("aria-expanded");
        await menu.ClickAsync();
        await Expect(menu).ToHaveAttributeAsync("aria-expanded", open == "true" ? "false" : "true");
    }
}

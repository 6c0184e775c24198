using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>A click is answered at once, however long the server takes; what it says about it covers nothing that is read.</summary>
public sealed class AnsweringTests
{
    [Fact]
    public async Task Click_WhileTheServerIsSilent_DisablesTheButtonAndActsOnce()
    {
        var (page, connection) = await OpenAsync(Variant.WideLight);
        await page.FillAsync("#ob-target", "10.1.2.3:8080");
        await page.FillAsync("#ob-reason", "A model server");
        var button = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Allow it" });
        await page.EvaluateAsync("() => { window.submits = 0; addEventListener('submit', () => window.submits++, true); }");
        connection.Hold();

        await button.ClickAsync();
        await Expect(button).ToBeDisabledAsync();
        await button.DispatchEventAsync("click");
        Assert.Equal(1, await page.EvaluateAsync<int>("window.submits"));

        connection.LetGo();
        await Expect(button).ToBeEnabledAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "10.1.2.3:8080" })).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Click_OnALink_IsMarkedUntilTheServerAnswersAndThenShowsThePage()
    {
        var (page, connection) = await OpenAsync(Variant.WideLight);
        var link = page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Main" }).GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Runs" });
        connection.Hold();

        await link.ClickAsync();
        await Expect(link).ToHaveAttributeAsync("aria-busy", "true");

        connection.LetGo();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Runs");
        await Expect(link).Not.ToHaveAttributeAsync("aria-busy", "true");
        await page.SettleAsync();
        Assert.Equal("H1", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Palette_ByKeyboardAlone_LeadsToAPageAndClosesWithEscape()
    {
        var (page, _) = await OpenAsync(Variant.WideDark);
        var typed = page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = "Page or pipeline" });
        await page.Keyboard.PressAsync("Control+k");
        await Expect(typed).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(typed).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("Control+k");
        await Expect(typed).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("finance");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(6);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Option, new PageGetByRoleOptions { Selected = true })).ToContainTextAsync("Ledger");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Ledger");
        await Expect(typed).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task MenuItem_ChosenAgainWhileTheServerIsSilent_IsTakenOnce()
    {
        var (page, connection) = await OpenAsync(Variant.WideLight);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Colour scheme" }).ClickAsync();
        var item = page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Dark" });
        await Expect(item).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { window.taken = 0; document.addEventListener('click', () => window.taken++); }");
        connection.Hold();

        await item.ClickAsync();
        await Expect(item).ToBeDisabledAsync();
        await item.DispatchEventAsync("click");
        Assert.Equal(1, await page.EvaluateAsync<int>("window.taken"));

        connection.LetGo();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-scheme", "dark");
        await Expect(page.Locator("[role=menuitem][aria-busy=true]")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(false, "10.1.2.4:8080")]
    [InlineData(true, "10.1.2.5:8080")]
    public async Task Notice_OfWhatWasDone_LiesWithinTheBarAtTheTop(bool narrow, string target)
    {
        var (page, _) = await OpenAsync(narrow ? Variant.NarrowLight : Variant.WideLight);
        await page.FillAsync("#ob-target", target);
        await page.FillAsync("#ob-reason", "A model server");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Allow it" }).ClickAsync();

        var notice = page.Locator(".mud-snackbar");
        await Expect(notice).ToBeVisibleAsync();
        await Expect(notice).ToHaveTextAsync(new Regex(".+"));
        var bar = (await page.Locator(".mud-appbar").BoundingBoxAsync())!;
        var box = (await notice.BoundingBoxAsync())!;
        Assert.True(box.Y >= 0 && box.Y + box.Height <= bar.Y + bar.Height, $"from {box.Y} to {box.Y + box.Height}, the bar ends at {bar.Y + bar.Height}");
        Assert.True(box.X >= 0 && box.X + box.Width <= bar.Width, $"from {box.X} to {box.X + box.Width}, the bar is {bar.Width} wide");
        await page.Context.CloseAsync();
    }

    private static async Task<(IPage Page, HeldConnection Connection)> OpenAsync(Variant variant)
    {
        var page = await (await PageServer.SharedAsync()).OwnPageAsync(variant, "Admin");
        var connection = await HeldConnection.BetweenAsync(page);
        await page.OpenAsync("/settings/outbound");
        return (page, connection);
    }
}

using System.Text.RegularExpressions;
using GenOps.EndToEnd.Tests.Walks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>
/// Text that no database could keep, in every kind of live field: it is refused by the field's name before the server hears of it, the text
/// stays, and nothing is done with an older one.
/// </summary>
public sealed class IllFormedTextTests
{
    private const string Nul = "the character NUL";
    private const string Half = "half of a character";

    [Fact]
    public async Task Form_WithNulInAField_NamesItKeepsTheTextAndSendsItOnceMended()
    {
        var page = await OpenAsync("/settings/outbound");
        await page.FillAsync("#ob-target", "10.9.2.1:8080");
        var reason = page.Locator("#ob-reason");
        var row = page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "10.9.2.1:8080" });

        await PasteAsync(reason, @"Our model\u0000 server");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Allow it" }).ClickAsync();

        await ExpectRefusedAsync(page, "What stands there", Nul);
        await Expect(reason).ToBeFocusedAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Equal("Our model\0 server", await reason.InputValueAsync());

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Take it out" }).ClickAsync();
        await Expect(reason).ToHaveValueAsync("Our model server");
        await Expect(page.Locator("#ill-formed")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Allow it" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Search_WithHalfOfACharacter_NamesTheBoxAndSearchesNothing()
    {
        var page = await OpenAsync("/operations/runs");
        var box = page.GetByLabel("Search");

        await PasteAsync(box, @"pier \ud83d");
        await box.PressAsync("Enter");

        await ExpectRefusedAsync(page, "Search", Half);
        Assert.Equal(6, await box.EvaluateAsync<int>("box => box.value.length"));
        Assert.DoesNotContain("text=", page.Url, StringComparison.Ordinal);

        await box.FillAsync("pier");
        await box.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex(@"/operations/runs\?text=pier$"));
        await Expect(page.Locator("#ill-formed")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Dialog_WithNulInItsReason_StaysOpenWithTheText()
    {
        var page = await OpenAsync("/operations/pipelines");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new Regex("^Pause ") }).First.ClickAsync();
        var reason = page.Locator("#pause-reason");

        await PasteAsync(reason, @"Prices\u0000 changed");
        await reason.PressAsync("Enter");

        await ExpectRefusedAsync(page, "Reason", Nul);
        Assert.Equal("Prices\0 changed", await reason.InputValueAsync());
        await reason.PressAsync("Escape");
        await Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Desk_WithNulInAnEditedText_NeitherSavesNorLeavesWithoutAsking()
    {
        var server = await PageServer.SharedAsync();
        var page = await OpenAsync(server.Fill("/review/{review}"), "Reviewer");
        await page.DecideAsync("e");
        var text = page.Locator("textarea[data-typed]").First;

        await PasteAsync(text, @"My careful\u0000 words");
        await text.PressAsync("Control+Enter");

        await ExpectRefusedAsync(page, "Text of ", Nul);
        await text.PressAsync("Escape");
        Assert.Equal("My careful\0 words", await text.InputValueAsync());
        var asked = new TaskCompletionSource<string>();
        page.Dialog += async (_, dialog) =>
        {
            await dialog.DismissAsync();
            asked.TrySetResult(dialog.Message);
        };
        await page.Locator("a[href='/review']").First.ClickAsync();
        Assert.Contains("was not sent", await asked.Task, StringComparison.Ordinal);
        Assert.EndsWith(server.Fill("/review/{review}"), page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Link_ToAnAddressThatIsNotWellFormed_IsRefusedByTheServerByItsField()
    {
        var page = await OpenAsync("/operations/runs");
        await page.EvaluateAsync("() => document.querySelector('main').insertAdjacentHTML('afterbegin', '<a href=\"/operations/runs?text=a%00b\">Over there</a>')");

        var answer = await page.RunAndWaitForResponseAsync(() => page.GetByText("Over there").ClickAsync(), r => r.Url.Contains("%00", StringComparison.Ordinal));

        Assert.Equal(400, answer.Status);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("text: It holds the character NUL.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Server_WhereTheBrowserDoesNotLook_TakesNothingIllFormedAllTheSame()
    {
        var page = await (await PageServer.SharedAsync()).OwnPageAsync(Variant.WideLight, "Admin");
        await page.RouteAsync("**/js/well-formed*", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/javascript", Body = "" }));
        await page.OpenAsync("/settings/outbound");
        await page.FillAsync("#ob-target", "10.9.2.2:8080");

        await PasteAsync(page.Locator("#ob-reason"), @"Our model\u0000 server");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Allow it" }).ClickAsync();

        // The server never heard of the reason, and goes on.
        await Expect(page.Locator(".refusal")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "10.9.2.2:8080" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    private static async Task<IPage> OpenAsync(string address, string role = "Admin")
    {
        var page = await (await PageServer.SharedAsync()).OwnPageAsync(Variant.WideLight, role);
        await page.OpenAsync(address);
        return page;
    }

    /// <summary>What a paste does, for texts that no test could hand to a keyboard.</summary>
    /// <param name="field">Takes it.</param>
    /// <param name="escaped">As in JSON.</param>
    private static async Task PasteAsync(ILocator field, string escaped) => await field.EvaluateAsync(
        """
        (field, text) => {
          field.focus();
          field.value = JSON.parse(`"${text}"`);
          for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
        }
        """,
        escaped);

    private static async Task ExpectRefusedAsync(IPage page, string field, string what)
    {
        await Expect(page.Locator("#ill-formed")).ToBeVisibleAsync();
        await Expect(page.Locator("#ill-formed p")).ToHaveTextAsync(new Regex($"^{field}.*: It holds {what}"));
    }
}

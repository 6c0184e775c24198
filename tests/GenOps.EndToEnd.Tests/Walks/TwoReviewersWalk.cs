using System.Text.RegularExpressions;
using System.Threading.Channels;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>
/// Two people at the review desk, each in a browser of their own: what one types is checked as it is typed, survives the decision of the
/// other, and is not left without asking; and a key pressed too soon decides nothing.
/// </summary>
public sealed class TwoReviewersWalk : IAsyncLifetime
{
    private const string Mine = "{ \"title\": \"My careful words\" }";

    private const string Yaml = """
        name: titles
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Give it a title: {{ input.notes }}"
              schema: { type: object, additionalProperties: false, required: [title], properties: { title: { type: string, minLength: 1 } } }
          - id: sign_off
            review: { of: [facts], when: [always] }
        outputs:
          - name: facts
            artifacts: [facts]
        """;

    private readonly List<IBrowserContext> contexts = [];
    private GenOpsProcess server = null!;

    public async Task InitializeAsync()
    {
        server = await GenOpsProcess.StartAsync();
        await PublishedPipelines.AddAsync(Choice, Yaml);
        for (var run = 1; run <= 2; run++)
        {
            var started = await GenOpsProgram.RunAsync("run", "titles", "--input", $"notes=The harbour has a new pier {run}.", "--data", server.DataFolder);
            Assert.True(started.ExitCode == 3, started.Error);
        }
    }

    public async Task DisposeAsync()
    {
        // A page whose server is gone tries to reach it for as long as it is open.
        foreach (var context in contexts) await context.CloseAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task TwoReviewers_OnOneReview_LoseNothingAndDecideNothingByMistake()
    {
        var reviews = await OpenReviewsAsync();
        var ada = await SignInAsync("ada@example.org");
        var ben = await SignInAsync("ben@example.org");
        var faults = await PageFaults.ListenAsync(ben);
        await ada.OpenAsync($"/review/{reviews[0]}");
        await ben.OpenAsync($"/review/{reviews[0]}");
        await TypeAsync(ben);

        await ada.EvaluateAsync(PressAsSoonAsTheNextItemIsThere);
        await ada.DecideAsync("a");
        await Expect(ada).Not.ToHaveURLAsync(new Regex(reviews[0]));
        await Expect(ada.Locator(".bar .said")).ToContainTextAsync("it was not taken");

        await Expect(ben.Locator(".bar")).ToContainTextAsync("ada@example.org approved this output");
        await Expect(ben.Locator("[aria-label='Your text'] pre")).ToHaveTextAsync(Mine);
        await ben.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Compare with what stands now" }).ClickAsync();
        await Expect(ben.Locator("[aria-label='Your text'] .diff")).ToContainTextAsync($"+{Mine}");
        Assert.Empty(await faults.FindAsync());
        await LeaveOnlyWhenAskedAsync(ben, reviews[0]);
        await using var db = Open();
        Assert.Equal([reviews[0]], (await db.ReviewDecisions.Select(d => d.TaskId).ToListAsync()).ConvertAll(id => id.ToString()));
    }

    /// <summary>Types as a person does, never leaving the field.</summary>
    private static async Task TypeAsync(IPage page)
    {
        await page.DecideAsync("e");
        var field = page.GetByLabel("Text of facts.json");
        await field.FillAsync("{ \"name\": \"x\" }");
        await Expect(page.Locator(".wrong")).ToContainTextAsync("title: It is missing.");
        await Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new Regex("Save and approve") })).ToBeDisabledAsync();
        await field.FillAsync("");
        await field.PressSequentiallyAsync(Mine);
        await Expect(page.Locator(".wrong li")).ToHaveCountAsync(0);
        await Expect(field).ToHaveValueAsync(Mine);
        await Expect(field).ToBeFocusedAsync();
    }

    private static async Task LeaveOnlyWhenAskedAsync(IPage page, string review)
    {
        var asked = Channel.CreateUnbounded<string>();
        var accept = false;
        page.Dialog += async (_, dialog) =>
        {
            await (accept ? dialog.AcceptAsync() : dialog.DismissAsync());
            await asked.Writer.WriteAsync(dialog.Type);
        };
        var queue = page.Locator("a[href='/review']").First;
        await queue.ClickAsync();
        Assert.Equal("confirm", await AskedAsync());
        await Expect(page.Locator("[aria-label='Your text']")).ToBeVisibleAsync();
        await page.CloseAsync(new PageCloseOptions { RunBeforeUnload = true });
        Assert.Equal("beforeunload", await AskedAsync());
        Assert.Contains(review, page.Url, StringComparison.Ordinal);
        accept = true;
        // While the server has not answered the first click, a second one is not taken.
        await Expect(queue).Not.ToHaveAttributeAsync("aria-busy", "true");
        await queue.ClickAsync();
        Assert.Equal("confirm", await AskedAsync());
        await Expect(page).ToHaveURLAsync(new Regex("/review$"));

        async Task<string> AskedAsync() => await asked.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMilliseconds(BrowserProgram.Patience));
    }

    // The desk writes the time counted when an item comes up: at that very moment the key is pressed.
    private const string PressAsSoonAsTheNextItemIsThere =
        """
        () => {
          const before = location.pathname;
          new MutationObserver((changes, self) => {
            if (location.pathname === before || document.querySelector('.counted .go-num')?.textContent !== '0:00') return;
            self.disconnect();
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
          }).observe(document.body, { childList: true, subtree: true, characterData: true });
        }
        """;

    private DatabaseChoice Choice => DatabaseChoice.From(null, server.DataFolder);

    private SqliteGenOpsDbContext Open() => new(
        new DbContextOptionsBuilder<SqliteGenOpsDbContext>().UseSqlite(Choice.ConnectionString).Options);

    private async Task<List<string>> OpenReviewsAsync()
    {
        await using var db = Open();
        return (await db.ReviewTasks.Where(t => t.State == ReviewState.Open).OrderBy(t => t.OpenedAt).Select(t => t.Id).ToListAsync()).ConvertAll(id => id.ToString());
    }

    private async Task<IPage> SignInAsync(string email)
    {
        var added = await GenOpsProgram.RunWithInputAsync(
            GenOpsStart.Password, "user", "add", "--email", email, "--role", Roles.Reviewer, "--password-stdin", "--data", server.DataFolder);
        Assert.True(added.ExitCode == 0, added.Error);
        var context = await BrowserProgram.NewContextAsync(server.Address);
        contexts.Add(context);
        var page = await context.NewPageAsync();
        await PageServer.SignInAsync(page, email, GenOpsStart.Password);
        return page;
    }
}

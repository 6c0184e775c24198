using System.Text.RegularExpressions;
using GenOps.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.Benchmarks;

/// <summary>Somebody signed in who opens the finance page.</summary>
internal sealed class FinanceVisitor
{
    // Runs before the page's own scripts, and notes when something came, in milliseconds since the navigation began.
    private const string Noting =
        """
        (() => {
          const seen = window.seen = {};
          const figure = () => document.querySelector('.tiles .stat .value a');
          const compared = () => [...document.querySelectorAll('.filters .filter')].find(f => f.querySelector('label').textContent === 'Compared with')?.querySelector('select');
          const note = (name, found) => found() ? seen[name] = performance.now() : requestAnimationFrame(() => note(name, found));
          note('useful', () => figure()?.checkVisibility() && /\d/.test(figure().textContent));
          new PerformanceObserver(list => { seen.largest = list.getEntries().at(-1).startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
          const choose = () => {
            if (!compared()) { requestAnimationFrame(choose); return; }
            compared().value = 'before';
            compared().dispatchEvent(new Event('change', { bubbles: true }));
            note('interactive', () => location.search.includes('compare=before'));
          };
          if (location.hash === '#choose') choose();
        })();
        """;

    private readonly IBrowser browser;
    private readonly Uri address;
    private readonly string signIn;

    private FinanceVisitor(IBrowser browser, Uri address, string signIn) => (this.browser, this.address, this.signIn) = (browser, address, signIn);

    /// <summary>Signs in through the form, as the first administrator.</summary>
    public static async Task<FinanceVisitor> SignInAsync(IBrowser browser, Uri address)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/login");
        await page.FillAsync("#email", GenOpsStart.AdminEmail);
        await page.FillAsync("#password", GenOpsStart.Password);
        await page.ClickAsync("button[type=submit]");
        await Expect(page).Not.ToHaveURLAsync(new Regex("/account/login"));
        return new FinanceVisitor(browser, address, await context.StorageStateAsync());
    }

    /// <summary>Opens it twice, with nothing of it kept from before: to look at it, and to choose something as soon as that can be done.</summary>
    public async Task<Opening> OpenAsync()
    {
        var (useful, largest) = await OnceAsync("/finance", async page =>
        {
            var at = await SeenAsync(page, "useful");
            // What is larger than the figures may come after them.
            await page.WaitForTimeoutAsync(500);
            return (at, await SeenAsync(page, "largest"));
        });
        return new Opening(useful, largest, await OnceAsync("/finance#choose", page => SeenAsync(page, "interactive")));
    }

    /// <summary>Opens so many pages and leaves them open.</summary>
    public async Task<FinanceWatch> WatchAsync(int count)
    {
        var watch = new FinanceWatch(await ContextAsync());
        await watch.OpenAsync(count);
        return watch;
    }

    private async Task<T> OnceAsync<T>(string path, Func<IPage, Task<T>> look)
    {
        await using var context = await ContextAsync();
        await context.AddInitScriptAsync(Noting);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        return await look(page);
    }

    private static async Task<double> SeenAsync(IPage page, string name)
    {
        await page.WaitForFunctionAsync("name => window.seen?.[name]", name);
        return await page.EvaluateAsync<double>("name => window.seen[name]", name);
    }

    private Task<IBrowserContext> ContextAsync() => browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address.ToString(), StorageState = signIn });
}

/// <summary>When something came, in milliseconds since the navigation began.</summary>
/// <param name="Useful">The first figure was visible.</param>
/// <param name="Largest">The largest text or picture was painted.</param>
/// <param name="Interactive">A filter, chosen as soon as it stood there, had changed the address.</param>
internal sealed record Opening(double Useful, double Largest, double Interactive);

/// <summary>Finance pages that stay open.</summary>
internal sealed class FinanceWatch(IBrowserContext context) : IAsyncDisposable
{
    private const string Figures = "document.querySelector('.tiles')?.textContent";
    private readonly List<IPage> pages = [];

    /// <summary>Opens further ones, each until its figures are there.</summary>
    public async Task OpenAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var page = await context.NewPageAsync();
            pages.Add(page);
            await page.GotoAsync("/finance");
            await page.WaitForFunctionAsync($"() => window.figures = {Figures}");
        }
    }

    /// <summary>Waits until all of them show other figures than when they were opened.</summary>
    public Task UntilAnotherAsync() => Task.WhenAll(pages.Select(page => page.WaitForFunctionAsync($"() => {Figures} !== window.figures", null, new PageWaitForFunctionOptions { PollingInterval = 100 })));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => context.DisposeAsync();
}

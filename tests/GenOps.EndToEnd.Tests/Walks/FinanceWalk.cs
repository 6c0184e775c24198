using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>A CFO asks what one model cost on one day, down to the price of a call, and back, in a year of demonstration.</summary>
public sealed partial class FinanceWalk(ITestOutputHelper output)
{
    // A year as large as goals are set for where there is time for it, and then on a server that was not started just now.
    private static readonly int Calls = GenOpsProgram.IsAtSize ? 1_000_000 : 8_000;

    [Fact]
    public async Task FromTheOverview_ToThePriceOfACallAndBack_KeepsTheFilters()
    {
        var folder = Directory.CreateTempSubdirectory("genops-demo-").FullName;
        try
        {
            var made = await GenOpsProgram.RunAsync("demo", "--calls", Calls.ToString(CultureInfo.InvariantCulture), "--data", folder);
            Assert.True(made.ExitCode == 0, made.Error);
            await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { DataFolder = folder });
            if (GenOpsProgram.IsAtSize) await Task.Delay(TimeSpan.FromMinutes(1));
            await WalkAsync(server);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task WalkAsync(GenOpsProcess server)
    {
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await context.NewPageAsync();
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);
        await page.OpenAsync("/");

        await StepAsync("cost and return", page, () => page.Locator("nav a[href='/finance']").First.ClickAsync(), page.Locator(".tiles .stat").First);
        var models = page.GetByLabel("Model", new() { Exact = true });
        var model = await models.Locator("option").Nth(1).GetAttributeAsync("value");
        await StepAsync("cut by a model", page, () => models.SelectOptionAsync(model!), page.Locator(".go-notice", new() { HasText = "cost and calls only" }));
        await StepAsync("compared with the period before", page, () => page.GetByLabel("Compared with", new() { Exact = true }).SelectOptionAsync("before"), page.Locator(".tiles p.compared").First);
        var days = page.Locator("figure.chart", new() { HasText = "Cost by class" }).Locator("button.figure").Filter(new() { HasNotTextRegex = NoCost() });
        await Expect(days.First).ToBeAttachedAsync();
        var cut = page.Url;

        await StepAsync("the rows of a day", page, () => days.First.EvaluateAsync("e => e.click()"), page.Locator("tbody tr").First);
        await Expect(page.Locator(".stat .note", new() { HasText = "equal to the sum of the rows" })).ToBeVisibleAsync();
        await Expect(page.Locator("body")).ToContainTextAsync($"model {model}");
        var day = page.Url;
        await StepAsync("a call", page, () => page.GetByRole(AriaRole.Link, new() { Name = "Call", Exact = true }).First.ClickAsync(), page.GetByRole(AriaRole.Heading, new() { Name = $"Call to {model}" }));
        await StepAsync("its price", page, () => page.Locator(".prices a").First.ClickAsync(), page.Locator("tbody tr").First);
        Assert.Matches(new Regex("/finance/prices\\?provider=[^&]+&model="), page.Url);

        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Call to {model}" })).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page.Locator(".stat .note", new() { HasText = "equal to the sum of the rows" })).ToBeVisibleAsync();
        Assert.Equal(day, page.Url);
        await StepAsync("back by the page's own link", page, () => page.GetByRole(AriaRole.Link, new() { Name = "Cost and return" }).Last.ClickAsync(), page.Locator(".tiles .stat").First);
        await Expect(page.GetByLabel("Model", new() { Exact = true })).ToHaveValueAsync(model!);
        await Expect(page.GetByLabel("Compared with", new() { Exact = true })).ToHaveValueAsync("before");
        Assert.Contains($"model={model}", page.Url, StringComparison.Ordinal);
        Assert.Contains("period=30d", page.Url, StringComparison.Ordinal);
        Assert.Contains($"model={model}", cut, StringComparison.Ordinal);
        await DrawsWhatIsSeenOrPrintedAsync(page);
    }

    private static async Task DrawsWhatIsSeenOrPrintedAsync(IPage page)
    {
        var charts = page.Locator("figure.chart .canvas");
        var drawn = charts.Filter(new() { Has = page.Locator("svg.apexcharts-svg") });
        var all = await charts.CountAsync();
        await Expect(charts.First.Locator("svg.apexcharts-svg")).ToBeVisibleAsync();
        await Expect(charts.Last.Locator("svg.apexcharts-svg")).ToHaveCountAsync(0);

        await charts.Last.ScrollIntoViewIfNeededAsync();
        await Expect(charts.Last.Locator("svg.apexcharts-svg")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(charts).ToHaveCountAsync(all);
        await Expect(charts.First.Locator("svg.apexcharts-svg")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => window.dispatchEvent(new Event('beforeprint'))");
        await Expect(drawn).ToHaveCountAsync(all);
    }

    [GeneratedRegex(@"^\s*\$0\.00\s*$")]
    private static partial Regex NoCost();

    /// <summary>How long each step takes is told, and judged by whoever reads it.</summary>
    private async Task StepAsync(string name, IPage page, Func<Task> act, ILocator shown)
    {
        var clock = Stopwatch.StartNew();
        await act();
        // An expectation looks again after 100, 250, 500 and 1,000 ms; this one at each frame.
        await shown.WaitForAsync();
        output.WriteLine($"{name}: {clock.ElapsedMilliseconds} ms, {page.Url}");
    }
}

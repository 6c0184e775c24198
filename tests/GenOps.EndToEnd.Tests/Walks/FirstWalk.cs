using System.Text.RegularExpressions;
using GenOps.EndToEnd.Tests.Pages;
using GenOps.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>
/// The main job in a real browser, from an empty data folder: first administrator, a run on a real text, its progress,
/// a review by keyboard, the published files, and what the accepted output cost, down to the call.
/// </summary>
public abstract partial class FirstWalk(DatabaseKind kind)
{
    // A fact that only this text has, to be found again at the end of the chain.
    private const string Notes =
        """
        # Harbour 4.2.0

        ## Added
        - Timetables can be printed as a folded A6 leaflet, with the stops in large type.
        - Skippers see the tide at each pier for the next twelve hours.

        ## Fixed
        - A ferry that leaves after midnight is listed under the day on which passengers board it.
        """;

    [Fact]
    public async Task NewInstallation_FromSetupLinkToTheCallBehindTheCost_IsWalked()
    {
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart
        {
            WithAdministrator = false,
            Samples = true,
            ConnectionString = kind == DatabaseKind.Postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("first_walk") : null,
        });
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await context.NewPageAsync();
        var faults = await PageFaults.ListenAsync(page);

        await MakeTheFirstAdministratorAsync(page, server.SetupLink!);
        var run = await StartARunAsync(page);
        await page.EvaluateAsync("window.neverReloaded = true");
        await Expect(Chip(page)).ToHaveTextAsync("Waiting for review");
        Assert.Empty(PublishedOf(server, run));

        await ReviewByKeyboardAsync(page);

        await Expect(Chip(page)).ToHaveTextAsync("Succeeded");
        Assert.True(await page.EvaluateAsync<bool>("window.neverReloaded"), "The run's page was reloaded.");
        AssertPublished(PublishedOf(server, run));

        await FindTheCallBehindTheCostAsync(page);
        Assert.Empty(await faults.FindAsync());
    }

    private static async Task MakeTheFirstAdministratorAsync(IPage page, Uri link)
    {
        await page.GotoAsync(link.ToString());
        await page.FillAsync("#email", GenOpsStart.AdminEmail);
        await page.FillAsync("#name", "Ada");
        await page.FillAsync("#password", GenOpsStart.Password);
        await page.FillAsync("#repeat", GenOpsStart.Password);
        await page.ClickAsync("button[type=submit]");
        await Expect(page).Not.ToHaveURLAsync(new Regex("/setup"));
    }

    /// <summary>Leaves the page of the new run open.</summary>
    /// <returns>The run's id.</returns>
    private static async Task<string> StartARunAsync(IPage page)
    {
        await page.OpenAsync("/pipelines/release-announcement/run");
        await page.GetByLabel("Release notes").FillAsync(Notes);
        await page.GetByLabel("Product name").FillAsync("Harbour");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(RunAddress());
        return RunAddress().Match(page.Url).Groups[1].Value;
    }

    /// <summary>In a second tab, so that the first shows whether it hears of the decision by itself.</summary>
    private static async Task ReviewByKeyboardAsync(IPage runPage)
    {
        var link = await runPage.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Review now" }).GetAttributeAsync("href");
        var desk = await runPage.Context.NewPageAsync();
        var faults = await PageFaults.ListenAsync(desk);
        await desk.OpenAsync(link!);
        await Expect(desk.Locator("#source-pane")).ToContainTextAsync("folded A6 leaflet");
        await Expect(desk.Locator("#output-pane")).ToContainTextAsync("Harbour");
        Assert.Empty(await faults.FindAsync());

        await desk.DecideAsync("a");

        await Expect(desk).Not.ToHaveURLAsync(new Regex(Regex.Escape(link!)));
        await desk.CloseAsync();
    }

    private static async Task FindTheCallBehindTheCostAsync(IPage page)
    {
        await page.OpenAsync("/finance?money=sandbox&pipeline=release-announcement");
        var costs = page.Locator(".go-panel", new PageLocatorOptions { HasText = "Cost by kind" });
        await costs.ScrollIntoViewIfNeededAsync();
        var bar = costs.Locator("path.apexcharts-bar-area:not([barHeight=\"0\"])").First;
        await bar.ClickAsync(new LocatorClickOptions { Force = true });
        await Expect(page).ToHaveURLAsync(new Regex("/finance/rows"));
        await Expect(page.GetByText("equal to the sum of the rows")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Call", Exact = true }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/calls/"));
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Prompt" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Answer" })).ToBeVisibleAsync();
        await page.SettleAsync();
    }

    private static ILocator Chip(IPage page) => page.Locator(".page-header .chip").First;

    /// <summary>The files delivered for a run; its folder ends with the end of the run's id.</summary>
    private static string[] PublishedOf(GenOpsProcess server, string run) =>
    [
        .. Directory.EnumerateFiles(server.DataFolder, "*", SearchOption.AllDirectories)
            .Where(file => file.Contains($"{Path.DirectorySeparatorChar}release-announcement{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && Path.GetDirectoryName(file)!.Contains(run[^12..], StringComparison.Ordinal)),
    ];

    private static void AssertPublished(string[] files)
    {
        var texts = files.Where(file => Path.GetExtension(file) is ".md" or ".txt").ToArray();
        Assert.NotEmpty(texts);
        Assert.All(texts, file => Assert.Contains("Harbour", File.ReadAllText(file), StringComparison.Ordinal));
        var sizes = files.Where(file => Path.GetExtension(file) == ".png").Select(SizeOf).Order(StringComparer.Ordinal);
        Assert.Equal(["1080x1080", "1200x630", "400x400"], sizes);
    }

    /// <summary>Width and height as the head of a PNG file states them.</summary>
    private static string SizeOf(string png)
    {
        var head = File.ReadAllBytes(png).AsSpan(16, 8);
        return $"{System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head)}x{System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head[4..])}";
    }

    [GeneratedRegex("/runs/([0-9a-f-]{36})")]
    private static partial Regex RunAddress();
}

public sealed class FirstWalkOnSqlite() : FirstWalk(DatabaseKind.Sqlite);

public sealed class FirstWalkOnPostgres() : FirstWalk(DatabaseKind.Postgres);

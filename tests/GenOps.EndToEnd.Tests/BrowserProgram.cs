using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests;

/// <summary>One real browser for all tests of this process; each test opens contexts of its own in it.</summary>
public static class BrowserProgram
{
    /// <summary>Names the browser's program, and goes before all other places.</summary>
    public const string Variable = "GENOPS_TEST_BROWSER";

    /// <summary>
    /// How long, in milliseconds, a browser waits for what has to come. It decides only how late a failure is told:
    /// the 5 and 30 seconds that Playwright waits are few on a machine that runs servers and databases beside the browser.
    /// </summary>
    public const float Patience = 180_000;

    private static readonly Lazy<Task<IBrowser>> Shared = new(() => LaunchAsync());

    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
        "/usr/bin/microsoft-edge", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>The browser, launched by the first who asks. It ends with this process, to whose driver it is tied.</summary>
    public static Task<IBrowser> SharedAsync() => Shared.Value;

    /// <summary>A context of the shared browser for one server, as patient as all; whoever opens it closes it.</summary>
    /// <param name="address">What addresses of its pages are relative to.</param>
    /// <param name="options">Its screen, scheme and state, as far as they are not the browser's own.</param>
    public static async Task<IBrowserContext> NewContextAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        var context = await (await SharedAsync()).NewContextAsync(new BrowserNewContextOptions(options ?? new()) { BaseURL = address.ToString() });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    /// <summary>One of its own; whoever launches it closes it.</summary>
    /// <param name="further">Arguments beside those of all.</param>
    public static async Task<IBrowser> LaunchAsync(params string[] further)
    {
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),
            // No sandbox: CI runs as root. The rest keeps the browser from calling home.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", .. further,
            ],
        });
    }

    private static string Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
        : Places.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"No browser found. Run tests/run, which gets one, or set {Variable} to its program.");
}

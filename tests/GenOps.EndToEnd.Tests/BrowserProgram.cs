using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests;

/// <summary>One real browser for all tests of this process; each test opens contexts of its own in it.</summary>
public static class BrowserProgram
{
    /// <summary>Names the browser's program, and goes before all other places.</summary>
    public const string Variable = "GENOPS_TEST_BROWSER";

    private static readonly Lazy<Task<IBrowser>> Shared = new(() => LaunchAsync());

    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
        "/usr/bin/microsoft-edge", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>The browser, launched by the first who asks. It ends with this process, to whose driver it is tied.</summary>
    public static Task<IBrowser> SharedAsync() => Shared.Value;

    /// <summary>One of its own; whoever launches it closes it.</summary>
    /// <param name="further">Arguments beside those of all.</param>
    public static async Task<IBrowser> LaunchAsync(params string[] further)
    {
        var playwright = await Playwright.CreateAsync();
        // As patient as page.SetDefaultTimeout: five seconds are few on a machine that runs servers and databases beside the browser.
        Assertions.SetDefaultExpectTimeout(60_000);
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

using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>Waits until a live page shows what it has to show.</summary>
public static class PageSettling
{
    // Live pages show skeletons until their circuit is up and their data is there.
    private const string Settled =
        """
        () => {
          const busy = [...document.querySelectorAll('.go-starting main, .mud-skeleton, .go-skeleton, [aria-busy="true"]')]
            .some(e => e.checkVisibility());
          const moving = document.getAnimations().some(a => a.playState === 'running' && a.effect?.getComputedTiming().endTime !== Infinity);
          const place = document.querySelector('main')?.getBoundingClientRect();
          const text = (document.body?.innerText ?? '') + document.querySelectorAll('*').length + JSON.stringify(place ?? null);
          const now = performance.now();
          const seen = window.__settling ??= { text: null, since: now };
          if (busy || moving || seen.text !== text || document.fonts.status !== 'loaded') { seen.text = busy ? null : text; seen.since = now; return false; }
          return now - seen.since > 250;
        }
        """;

    /// <summary>Returns once nothing is loading or fading, and the text and its place have stood still for a quarter of a second.</summary>
    public static async Task SettleAsync(this IPage page) =>
        await page.WaitForFunctionAsync(Settled, null, new PageWaitForFunctionOptions { PollingInterval = 100, Timeout = BrowserProgram.Patience });

    /// <summary>Lets the operating system change its colour scheme, and returns once the page has followed and settled.</summary>
    public static async Task SwitchSchemeAsync(this IPage page, ColorScheme scheme)
    {
        const string ground = "() => getComputedStyle(document.body).backgroundColor";
        var before = await page.EvaluateAsync<string>(ground);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        await page.WaitForFunctionAsync($"before => ({ground})() !== before", before, new PageWaitForFunctionOptions { PollingInterval = 50 });
        await page.EvaluateAsync("() => { window.__settling = undefined; }");
        await page.SettleAsync();
    }

    /// <summary>Opens an address and waits until it has settled.</summary>
    /// <returns>The answer to the address itself.</returns>
    public static async Task<IResponse?> OpenAsync(this IPage page, string address)
    {
        var answer = await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await page.SettleAsync();
        return answer;
    }
}

using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>Collects what a page does wrong: it listens from the start, and looks when it is asked.</summary>
public sealed class PageFaults
{
    private const string Overflowing =
        """
        () => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const scrolls = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
            if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
          return [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > width + 0.5 && !scrolls(e))
            .slice(0, 5)
            .map(e => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')} ends at ${Math.round(e.getBoundingClientRect().right)} of ${width}: ${(e.innerText ?? '').slice(0, 40)}`)
            .concat([`the page is ${document.documentElement.scrollWidth} wide`]);
        }
        """;

    private static readonly AxeRunOptions ContrastOnly = new()
    {
        RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] },
        ResultTypes = [ResultType.Violations],
    };

    private readonly IPage _page;
    private readonly List<string> _heard = [];

    private PageFaults(IPage page) => _page = page;

    /// <summary>Begins to listen. Call it before the page is opened.</summary>
    public static async Task<PageFaults> ListenAsync(IPage page)
    {
        var faults = new PageFaults(page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") faults.Hear($"console error: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => faults.Hear($"script error: {error}");
        await page.ExposeFunctionAsync("__cspViolation", (string what) => faults.Hear($"CSP violation: {what}"));
        await page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => __cspViolation(`${e.violatedDirective} by ${e.blockedURI || 'inline'} at ${e.sourceFile}:${e.lineNumber}`))");
        return faults;
    }

    /// <summary>Everything wrong with the page as it stands now, one line each.</summary>
    /// <param name="ignored">Console lines that this page is meant to cause, such as a 404 of the not-found page.</param>
    public async Task<IReadOnlyList<string>> FindAsync(Func<string, bool>? ignored = null)
    {
        List<string> found = [];
        foreach (var line in await _page.EvaluateAsync<string[]>(Overflowing)) found.Add($"overflow: {line}");

        var axe = await _page.RunAxe(ContrastOnly);
        foreach (var node in axe.Violations.SelectMany(violation => violation.Nodes).Take(8))
            found.Add($"contrast: {string.Join(' ', node.Target)} {node.Any.FirstOrDefault()?.Message} {node.Html}");

        lock (_heard) found.AddRange(_heard.Where(line => ignored?.Invoke(line) != true));
        return found;
    }

    private void Hear(string line)
    {
        lock (_heard) _heard.Add(line);
    }
}

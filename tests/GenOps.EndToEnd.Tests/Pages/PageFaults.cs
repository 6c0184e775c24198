using Deque.AxeCore.Commons;
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

    private const string Blank = "() => [...document.querySelectorAll('select')].filter(s => s.selectedIndex < 0).map(s => s.labels[0]?.innerText ?? s.id)";

    // In the page itself: axe's own driver opens a window for each answer, which costs the browser more than the look.
    private const string HardToRead =
        """
        async () => (await axe.run(document, { runOnly: ['color-contrast'], resultTypes: ['violations'] })).violations
          .flatMap(v => v.nodes).slice(0, 8).map(n => `${n.target.join(' ')} ${n.any[0]?.message ?? ''} ${n.html}`)
        """;

    // WCAG 2.2 A and AA as far as a program can tell, and two rules that axe leaves off: a name holds the words it stands for, a column has a head.
    private const string HardToUse =
        """
        async () => (await axe.run(document, {
            runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
            rules: { 'label-content-name-mismatch': { enabled: true }, 'empty-table-header': { enabled: true } },
            resultTypes: ['violations'] })).violations
          .filter(v => ['serious', 'critical'].includes(v.impact) || v.id === 'empty-table-header')
          .flatMap(v => v.nodes.slice(0, 8).map(n => `${v.id}: ${n.target.join(' ')} ${n.any[0]?.message ?? n.failureSummary ?? ''} ${n.html.slice(0, 240)}`))
        """;

    // Links in tables and running text are told from what stands around them by more than their colour.
    private const string ToldByColourAlone =
        """
        () => [...document.querySelectorAll('main :is(td, th, p, dd, li, .note, h2, h3) a[href]')]
          .filter(a => a.checkVisibility() && a.innerText.trim() && !a.matches('.go-button, .node, [role], nav a, .switch a, .filters a, .views a, :has(svg, img)'))
          .filter(a => !getComputedStyle(a).textDecorationLine.includes('underline'))
          .slice(0, 5).map(a => `${a.outerHTML.slice(0, 160)}`)
        """;

    private static readonly Lazy<string> Axe = new(() => new BundledAxeScriptProvider().GetScript());

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
        await page.AddInitScriptAsync(Axe.Value);
        await page.ExposeFunctionAsync("__cspViolation", (string what) => faults.Hear($"CSP violation: {what}"));
        await page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => __cspViolation(`${e.violatedDirective} by ${e.blockedURI || 'inline'} at ${e.sourceFile}:${e.lineNumber}`))");
        return faults;
    }

    /// <summary>Forgets what was heard of the address before.</summary>
    public void Forget()
    {
        lock (_heard) _heard.Clear();
    }

    /// <summary>Everything wrong with the page as it stands now, one line each.</summary>
    /// <param name="thorough">Whether it is looked at with all of axe's rules, and not for contrast alone.</param>
    /// <param name="ignored">Console lines that this page is meant to cause, such as a 404 of the not-found page.</param>
    public async Task<IReadOnlyList<string>> FindAsync(bool thorough = false, Func<string, bool>? ignored = null)
    {
        List<string> found = [];
        foreach (var line in await _page.EvaluateAsync<string[]>(Overflowing)) found.Add($"overflow: {line}");
        foreach (var label in await _page.EvaluateAsync<string[]>(Blank)) found.Add($"a list that shows no choice: {label}");
        if (thorough)
        {
            foreach (var node in await _page.EvaluateAsync<string[]>(HardToUse)) found.Add(node);
            foreach (var link in await _page.EvaluateAsync<string[]>(ToldByColourAlone)) found.Add($"a link told by its colour alone: {link}");
        }
        else
        {
            foreach (var node in await _page.EvaluateAsync<string[]>(HardToRead)) found.Add($"contrast: {node}");
        }

        lock (_heard) found.AddRange(_heard.Where(line => ignored?.Invoke(line) != true));
        return found;
    }

    private void Hear(string line)
    {
        lock (_heard) _heard.Add(line);
    }
}

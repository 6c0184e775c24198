using GenOps.Testing;
using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>
/// Looks at every page at one width, in light and, after the system has switched under the open page, in dark: nothing is
/// wider than the window, no list is blank, no script fails, no security policy is broken, and all text can be read (WCAG AA).
/// At the wide ones it also has no serious fault by any rule of axe.
/// With GENOPS_TEST_SCREENSHOTS=1 it leaves pictures in artifacts/screenshots.
/// </summary>
public abstract class PageWalk(Variant light, Variant dark)
{
    public static TheoryData<string, string> Addresses
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var entry in PageEntry.All) data.Add(entry.Address, entry.Role);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Open_Page_ShowsNoFault(string address, string role)
    {
        var server = await PageServer.SharedAsync();
        var (page, faults) = await server.PageAsync(light, role);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = light.Scheme });
        faults.Forget();

        var answer = await page.OpenAsync(server.Fill(address));
        await KeepPictureAsync(page, light, address, role);
        var found = await faults.FindAsync(light.IsThorough);
        await page.SwitchSchemeAsync(dark.Scheme);
        await KeepPictureAsync(page, dark, address, role);
        var foundInDark = await faults.FindAsync(dark.IsThorough);
        // Its circuit ends with it, and does not keep the server busy while other pages are walked; a blank page would cost the browser a process.
        await page.GotoAsync("/healthz");

        Assert.True(answer?.Ok == true, $"{address} answered {answer?.Status}");
        Assert.True(found.Count == 0, $"{address} ({light.Name})\n{string.Join('\n', found)}");
        Assert.True(foundInDark.Count == 0, $"{address} ({dark.Name})\n{string.Join('\n', foundInDark)}");
    }

    private static async Task KeepPictureAsync(IPage page, Variant variant, string address, string role)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("GENOPS_TEST_SCREENSHOTS"))) return;
        var name = string.Concat(address.Split('?')[0].Trim('/').Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/')).Replace('/', '-');
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Repository.Root, "artifacts", "screenshots", variant.Name, $"{(name.Length == 0 ? "home" : name)}.{role.ToLowerInvariant()}.png"),
            FullPage = true,
        });
    }
}

public sealed class PageWalkWide() : PageWalk(Variant.WideLight, Variant.WideDark);

public sealed class PageWalkNarrow() : PageWalk(Variant.NarrowLight, Variant.NarrowDark);

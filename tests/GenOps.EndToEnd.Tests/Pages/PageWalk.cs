using GenOps.Testing;
using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>
/// Looks at every page in one variant: nothing is wider than the window, no script fails, no security policy is broken,
/// and all text can be read (WCAG AA). With GENOPS_TEST_SCREENSHOTS=1 it leaves pictures in artifacts/screenshots.
/// </summary>
public abstract class PageWalk(Variant variant)
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
        var page = await server.OpenPageAsync(variant, role);
        try
        {
            var faults = await PageFaults.ListenAsync(page);
            var answer = await page.OpenAsync(server.Fill(address));
            await KeepPictureAsync(page, address, role);

            var found = await faults.FindAsync();

            Assert.True(answer?.Ok == true, $"{address} answered {answer?.Status}");
            Assert.True(found.Count == 0, $"{page.Url}\n{string.Join('\n', found)}");
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    private async Task KeepPictureAsync(IPage page, string address, string role)
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

public sealed class PageWalkWideLight() : PageWalk(Variant.WideLight);

public sealed class PageWalkWideDark() : PageWalk(Variant.WideDark);

public sealed class PageWalkNarrowLight() : PageWalk(Variant.NarrowLight);

public sealed class PageWalkNarrowDark() : PageWalk(Variant.NarrowDark);

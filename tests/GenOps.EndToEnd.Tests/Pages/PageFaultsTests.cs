namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>The walk sees what it is there to see.</summary>
public sealed class PageFaultsTests
{
    private const string Faulty =
        """
        <!doctype html><html lang="en"><title>t</title><main><h1>Faults</h1>
        <p>At work <a id="hidden" href="/x" aria-label="At work: open the rows" style="text-decoration: underline">41</a></p>
        <table><thead><tr><th>Name</th><th></th></tr></thead><tbody><tr><td><a id="bare" href="/y" style="text-decoration: none; color: blue">Row</a></td><td>1</td></tr></tbody></table>
        <button></button>
        """;

    [Fact]
    public async Task FindAsync_PageWithOneFaultOfEachKind_NamesThem()
    {
        var page = await (await BrowserProgram.SharedAsync()).NewPageAsync();
        var faults = await PageFaults.ListenAsync(page);
        await page.GotoAsync("data:text/html," + Uri.EscapeDataString(Faulty));

        var found = string.Join('\n', await faults.FindAsync(thorough: true));

        Assert.Contains("label-content-name-mismatch: #hidden", found, StringComparison.Ordinal);
        Assert.Contains("empty-table-header: th", found, StringComparison.Ordinal);
        Assert.Contains("a link told by its colour alone: <a id=\"bare\"", found, StringComparison.Ordinal);
        Assert.Contains("button-name: button", found, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }
}

using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using GenOps.Core.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>One server with the samples' first runs for all walks, its people, and their sign-ins.</summary>
public sealed class PageServer
{
    private static readonly Lazy<Task<PageServer>> Shared = new(StartAsync);
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _signIns = new();
    private readonly ConcurrentDictionary<(Variant Variant, string Role), Lazy<Task<WalkedPage>>> _pages = new();
    private readonly GenOpsProcess _process;
    private readonly IReadOnlyDictionary<string, string> _places;

    private PageServer(GenOpsProcess process, IReadOnlyDictionary<string, string> places)
    {
        _process = process;
        _places = places;
    }

    /// <summary>The server, started by the first who asks; it ends with the tests.</summary>
    public static Task<PageServer> SharedAsync() => Shared.Value;

    /// <summary>
    /// The page of one variant and role, signed in as somebody of that role and heard from its first address on. It is opened once
    /// and led from address to address: a new one each time costs the browser more than what it shows.
    /// </summary>
    public Task<WalkedPage> PageAsync(Variant variant, string role) =>
        _pages.GetOrAdd((variant, role), key => new(() => OpenPageAsync(key.Variant, key.Role))).Value;

    /// <summary>An address with its placeholders filled in.</summary>
    public string Fill(string address) =>
        _places.Aggregate(address, (filled, place) => filled.Replace($"{{{place.Key}}}", place.Value, StringComparison.Ordinal));

    /// <summary>Signs in through the form, as a person does.</summary>
    public static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/account/login");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", password);
        await page.ClickAsync("button[type=submit]");
        await Expect(page).Not.ToHaveURLAsync(new Regex("/account/login"));
    }

    private static async Task<PageServer> StartAsync()
    {
        var process = await GenOpsProcess.StartAsync(new GenOpsStart { Samples = true });
        return new PageServer(process, await SampleRows.ReadAsync(DatabaseChoice.From(null, process.DataFolder)));
    }

    /// <summary>A page that nobody else leads anywhere, signed in as somebody of a role; the caller closes its context.</summary>
    public async Task<IPage> OwnPageAsync(Variant variant, string role)
    {
        var context = await BrowserProgram.NewContextAsync(_process.Address, new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = variant.Width, Height = variant.Height },
            ColorScheme = variant.Scheme,
            StorageState = role == PageEntry.Anonymous ? null : await _signIns.GetOrAdd(role, name => new(() => SignInAsync(name))).Value,
        });
        return await context.NewPageAsync();
    }

    private async Task<WalkedPage> OpenPageAsync(Variant variant, string role)
    {
        var page = await OwnPageAsync(variant, role);
        return new WalkedPage(page, await PageFaults.ListenAsync(page));
    }

    private async Task<string> SignInAsync(string role)
    {
        var email = GenOpsStart.AdminEmail;
        if (role != "Admin")
        {
            email = $"{role.ToLowerInvariant()}@example.org";
            var added = await GenOpsProgram.RunWithInputAsync(
                GenOpsStart.Password, "user", "add", "--email", email, "--role", role, "--password-stdin", "--data", _process.DataFolder);
            if (added.ExitCode != 0) throw new InvalidOperationException($"No account for {role}: {added.Error}");
        }

        var page = await (await BrowserProgram.NewContextAsync(_process.Address)).NewPageAsync();
        await SignInAsync(page, email, GenOpsStart.Password);
        var state = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return state;
    }
}

/// <summary>A page that is led from address to address, and what is heard of it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Faults">Listens from the first address on.</param>
public sealed record WalkedPage(IPage Page, PageFaults Faults);

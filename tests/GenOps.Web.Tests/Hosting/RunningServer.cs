using System.Net;
using System.Text.RegularExpressions;
using GenOps.Web.Hosting;
using Microsoft.AspNetCore.Builder;

namespace GenOps.Web.Tests.Hosting;

/// <summary>The real server on a free port of this machine, with a data folder of its own.</summary>
public class RunningServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-web-").FullName;
    private WebApplication? _app;

    /// <summary>E-mail of the administrator that <see cref="ServerWithAdministrator"/> has.</summary>
    public const string Email = "ada@example.com";

    /// <summary>The administrator's password.</summary>
    public const string Password = "plum tractor violin 42";

    /// <summary>The server.</summary>
    public WebApplication App => _app ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Where it listens.</summary>
    public string Address => GenOpsWebApplication.AddressesOf(App)[0];

    protected virtual string[] Settings => [];

    /// <summary>Last word on what the server is made of.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
        // As it is.
    }

    public async Task InitializeAsync()
    {
        _app = GenOpsWebApplication.Build(["--urls", "http://127.0.0.1:0", "--data", _folder, .. Settings], Configure);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A browser of its own, which follows no redirect by itself.</summary>
    public HttpClient NewClient() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = new Uri(Address),
    };

    /// <summary>Sends a form of a page as a browser would, with the token that stands in it.</summary>
    internal static async Task<HttpResponseMessage> SubmitAsync(HttpClient client, string page, params (string Name, string Value)[] fields)
    {
        var html = await client.GetStringAsync(page);
        var hidden = Regex.Matches(html, "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));
        using var form = new FormUrlEncodedContent(hidden.Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        return await client.PostAsync(page, form);
    }

    /// <summary>Signs in; the answer tells how that went.</summary>
    internal static Task<HttpResponseMessage> SignInAsync(HttpClient client, string email, string password) =>
        SubmitAsync(client, "/account/login", ("Input.Email", email), ("Input.Password", password));
}

/// <summary>A server whose administrator was made from the settings.</summary>
public class ServerWithAdministrator : RunningServer
{
    protected override string[] Settings => ["--GENOPS_ADMIN_EMAIL", Email, "--GENOPS_ADMIN_PASSWORD", Password];
}

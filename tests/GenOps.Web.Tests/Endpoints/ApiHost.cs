using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Samples;
using GenOps.Web.Auth;
using GenOps.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>The real host on a free loopback port and an empty data folder, with the sample pipelines published but not run.</summary>
public class ApiHost : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-api-").FullName;
    private readonly List<HttpClient> _clients = [];
    private WebApplication? _app;

    public WebApplication App => _app!;

    public IServiceProvider Services => _app!.Services;

    public string Folder => _folder;

    /// <summary>The reporting time zone; empty for UTC.</summary>
    public string ReportingZone { get; init; } = "";

    private Uri Address => new(GenOpsWebApplication.AddressesOf(_app!)[0]);

    /// <summary>Where its database is; empty for the file in the data folder.</summary>
    protected virtual Task<string> ConnectAsync() => Task.FromResult("");

    public virtual async Task InitializeAsync()
    {
        _app = GenOpsWebApplication.Build(["--data", _folder, "--urls", "http://127.0.0.1:0", "--GENOPS_SAMPLES", "false", "--GenOps:ReportingTimeZone", ReportingZone, "--ConnectionStrings:GenOps", await ConnectAsync()]);
        await _app.StartAsync();
        foreach (var sample in SamplePipelines.All)
            await Services.GetRequiredService<PublishPipeline>().ExecuteAsync(Actor.System, sample.Yaml, CancellationToken.None);
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A caller without any key.</summary>
    public HttpClient Stranger() => Client(null);

    /// <summary>A caller with a new key of one role.</summary>
    public async Task<HttpClient> WithRoleAsync(string role)
    {
        var key = await Services.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new AddApiKeyRequest($"test {role}", role), CancellationToken.None);
        return Client(key.Secret);
    }

    /// <summary>The command line's own caller.</summary>
    public HttpClient CommandLine() => Client(Services.GetRequiredService<CommandLineAccess>().Token);

    private HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }
}

internal static class ApiAnswers
{
    /// <summary>The body as JSON; fails with the body when the status is another one.</summary>
    public static async Task<JsonNode> JsonAsync(this Task<HttpResponseMessage> sending, int status = 200)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The problem an answer tells of.</summary>
    public static async Task<JsonNode> ProblemAsync(this Task<HttpResponseMessage> sending, int status)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(status, (int)problem["status"]!);
        return problem;
    }

    /// <summary>Sends JSON.</summary>
    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, JsonNode body) =>
        client.PostAsync(new Uri(path, UriKind.Relative), JsonContent.Create(body));

    public static Task<HttpResponseMessage> GetAsync(this HttpClient client, string path) => client.GetAsync(new Uri(path, UriKind.Relative));
}

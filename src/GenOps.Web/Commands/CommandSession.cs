using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Web.Auth;
using GenOps.Web.Hosting;
using GenOps.Web.Http;
using GenOps.Web.Processes;

namespace GenOps.Web.Commands;

/// <summary>
/// What a command talks to: the server that runs on the data folder, or, without one, this very process, which then owns the folder,
/// answers the same API on a loopback port of its own, and works on nothing but the command's own run.
/// </summary>
internal sealed class CommandSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    private readonly HttpClient _http;
    private readonly WebApplication? _own;

    private CommandSession(HttpClient http, WebApplication? own)
    {
        _http = http;
        _own = own;
    }

    /// <summary>Finds the server of the folder, or becomes one.</summary>
    /// <param name="data">The value of <c>--data</c>; null for <c>GENOPS_DATA</c> or the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandFailedException">The folder belongs to a process that does not answer.</exception>
    public static async Task<CommandSession> OpenAsync(string? data, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Resolve(data ?? Environment.GetEnvironmentVariable("GENOPS_DATA"), Environment.CurrentDirectory);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ConnectAsync(folder, cancellationToken) is { } remote) return remote;
            if (IsFree(folder)) return await BecomeAsync(folder, cancellationToken);
            // A server that is just starting has the folder and no card yet; another command gives it back soon.
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new CommandFailedException($"Another GenOps works on the data folder {folder} and does not answer. Wait for it or stop it, or choose another folder with --data DIR.");
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Reads something.</summary>
    /// <exception cref="CommandFailedException">The API says no; the message is its.</exception>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Reads what the options of the command describe.</summary>
    /// <param name="path">With a parameter for each option.</param>
    /// <param name="optionOf">The option a parameter comes from, such as <c>--take</c> for <c>limit</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandFailedException">The API says no. What an option says that cannot be, or is not there, is <see cref="ExitCode.Usage"/>.</exception>
    public Task<JsonNode> GetAsync(string path, Func<string, string> optionOf, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken, optionOf);

    /// <summary>Does something.</summary>
    /// <exception cref="CommandFailedException">The API says no; the message is its.</exception>
    public Task<JsonNode> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: ApiJson.Options) }, cancellationToken);

    /// <summary>Sets something.</summary>
    /// <exception cref="CommandFailedException">The API says no; the message is its.</exception>
    public Task<JsonNode> PutAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body, options: ApiJson.Options) }, cancellationToken);

    /// <summary>Removes something.</summary>
    /// <exception cref="CommandFailedException">The API says no; the message is its.</exception>
    public Task<JsonNode> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);

    /// <summary>Waits until the run ended or needs a person; in this process also works on it.</summary>
    /// <returns>The run as the API tells it.</returns>
    public async Task<JsonNode> RestAsync(string run, CancellationToken cancellationToken)
    {
        var path = $"/api/v1/runs/{run}";
        if (_own is not null)
        {
            await _own.Services.GetRequiredService<RunDriver>().DriveToRestAsync(RequestQuery.Key<RunId>("id", run), cancellationToken);
            return await GetAsync(path, cancellationToken);
        }

        while (true)
        {
            var detail = await GetAsync(path, cancellationToken);
            if (IsAtRest(detail)) return detail;
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>A problem of the API as one line for people.</summary>
    /// <param name="problem">As the API tells it.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="optionOf">What a field is called here; null for its own name.</param>
    public static string ProblemIn(JsonNode problem, int status, Func<string, string>? optionOf = null)
    {
        if (problem["errors"] is not JsonArray { Count: > 0 } errors) return (string?)problem["detail"] ?? $"The server answered {status}.";
        var text = new StringBuilder();
        foreach (var error in errors)
        {
            if (text.Length > 0) text.Append("; ");
            var field = (string?)error?["field"] ?? "";
            text.Append(optionOf is null ? field : optionOf(field)).Append(": ").Append((string?)error?["problem"]).Append(' ').Append((string?)error?["cure"]);
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_own is null) return;
        await _own.StopAsync();
        await _own.DisposeAsync();
    }

    private static bool IsAtRest(JsonNode detail)
    {
        var state = Enum.Parse<RunState>((string)detail["state"]!, ignoreCase: true);
        if (Run.IsFinal(state)) return true;
        // After a decision the run still says that it waits, until it is woken: only an open review keeps it waiting.
        if (state == RunState.WaitingForReview) return detail["openReviews"]!.AsArray().Count > 0;
        var working = detail["steps"]!.AsArray().Any(s => (string?)s!["state"] == ApiJson.Word(StepState.Running));
        return !working && detail["holds"]!.AsArray().Count > 0;
    }

    private static async Task<CommandSession?> ConnectAsync(string folder, CancellationToken cancellationToken)
    {
        if (ServerCard.Read(folder) is not { } card) return null;
        var http = ClientFor(card.Address, card.Token);
        try
        {
            using var probe = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            probe.CancelAfter(TimeSpan.FromSeconds(5));
            using var answer = await http.GetAsync("/api/v1/me", probe.Token);
            // Another server on the old one's port does not know its token.
            if (answer.IsSuccessStatusCode) return new CommandSession(http, own: null);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The server died and left its card.
        }

        http.Dispose();
        return null;
    }

    private static bool IsFree(string folder)
    {
        using var probe = new DataFolder(folder);
        return probe.TryTake();
    }

    private static async Task<CommandSession> BecomeAsync(string folder, CancellationToken cancellationToken)
    {
        var app = GenOpsWebApplication.Build(
            ["--data", folder, "--urls", "http://127.0.0.1:0", $"--{ProcessRoles.Setting}={nameof(ProcessRole.Command)}"],
            builder => builder.Logging.ClearProviders());
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var token = app.Services.GetRequiredService<CommandLineAccess>().Token;
        return new CommandSession(ClientFor(GenOpsWebApplication.AddressesOf(app)[0], token), app);
    }

    private static HttpClient ClientFor(string address, string token) => new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri(address),
        // A decision or an upload may take a while; a person can always press Ctrl+C.
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private async Task<JsonNode> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, Func<string, string>? optionOf = null)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var json = Parse(text);
            if (answer.IsSuccessStatusCode && json is not null) return json;
            throw new CommandFailedException(
                json is null ? $"The server answered {(int)answer.StatusCode}." : ProblemIn(json, (int)answer.StatusCode, optionOf),
                optionOf is not null && answer.StatusCode is (HttpStatusCode.BadRequest or HttpStatusCode.NotFound) ? ExitCode.Usage : ExitCode.Failed);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailedException($"The server stopped answering: {e.Message}");
        }
        finally
        {
            request.Dispose();
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

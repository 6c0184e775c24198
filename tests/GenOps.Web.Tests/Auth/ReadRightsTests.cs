using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using GenOps.Core.Access;
using GenOps.Testing.Architecture;
using GenOps.Web.Auth;
using GenOps.Web.Components.Layout;
using GenOps.Web.Tests.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Auth;

/// <summary>Page and API agree on who may read what: every page and whatever answers a GET, asked by every role.</summary>
public sealed class ReadRightsTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    /// <summary>What is told to programs or as a file, and the page on which people read the same.</summary>
    private static readonly Dictionary<string, string> PageOf = new()
    {
        ["/api/v1/alerts"] = "/operations/alerts",
        ["/api/v1/backfills"] = "/backfills",
        ["/api/v1/backfills/{id}"] = "/backfills/{Id:guid}",
        ["/api/v1/budgets"] = "/finance/budgets",
        ["/api/v1/budgets/{id}"] = "/finance/budgets/{Id:guid}",
        ["/api/v1/budgets/{id}/rows"] = "/finance/budgets/{Id:guid}",
        ["/api/v1/holds"] = "/operations/runs",
        ["/api/v1/kpis"] = "/finance",
        ["/api/v1/kpis/{name}"] = "/finance",
        ["/api/v1/kpis/{name}/rows"] = "/finance/rows",
        ["/api/v1/ledger"] = "/finance/ledger",
        ["/api/v1/ledger.csv"] = "/finance/ledger",
        ["/api/v1/outbound"] = "/settings/outbound",
        ["/api/v1/pipelines"] = "/operations/pipelines",
        ["/api/v1/pipelines/{name}/limits"] = "/pipelines/{Name}",
        ["/api/v1/prices"] = "/finance/prices",
        ["/api/v1/providers/failover"] = "/operations/providers",
        ["/api/v1/providers/health"] = "/operations/providers",
        ["/api/v1/reconciliation"] = "/finance/reconciliation",
        ["/api/v1/reroutes"] = "/operations/reroutes",
        ["/api/v1/reviews"] = "/review",
        ["/api/v1/run-batches/{id}"] = "/operations/runs",
        ["/api/v1/runs"] = "/operations/runs",
        ["/api/v1/runs/{id}"] = "/operations/runs/{Id}",
        ["/api/v1/runs/{id}/inputs"] = "/operations/runs/{Id}",
        ["/api/v1/runs/{id}/log"] = "/operations/runs/{Id}",
        ["/api/v1/runs/{id}/timeline"] = "/operations/runs/{Id}",
        ["/api/v1/schedules"] = "/schedules",
        ["/api/v1/schedules/{id}"] = "/schedules/{Id:guid}",
        ["/api/v1/triggers"] = "/triggers",
        ["/api/v1/triggers/{id}"] = "/triggers",
        ["/api/v1/workers"] = "/operations/workers",
        ["/artifacts/{id:guid}"] = "/outputs/{OutputId:guid}",
        ["/audit/export.csv"] = "/audit",
        ["/finance/ledger/export.csv"] = "/finance/ledger",
        ["/operations/runs/{id}/log.json"] = "/operations/runs/{Id}",
        ["/operations/runs/{id}/log.txt"] = "/operations/runs/{Id}",
    };

    // They tell nobody's data: who asks, whether the process lives, what the API and definitions look like, where the
    // demonstration is, and assets.
    private static readonly string[] TellNothing = ["/api/v1/me", "/healthz", "/readyz", "/schemas/pipeline.json", "/openapi/{documentName}.json", "/demonstration", "/{**path:file}"];

    private static readonly Dictionary<string, Type> Pages = typeof(ReadersAttribute).Assembly.GetTypes()
        .Where(t => t.GetCustomAttributes<ReadersAttribute>().Any())
        .SelectMany(t => t.GetCustomAttributes<RouteAttribute>(inherit: false).Select(r => (r.Template, Type: t)))
        .ToDictionary(p => p.Template, p => p.Type);

    [Fact]
    public void ReadingEndpoints_AllOfThem_HaveAPageThatTellsTheSame()
    {
        var asked = ((IEndpointRouteBuilder)server.App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null && e.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Where(p => !p.StartsWith("/hangfire", StringComparison.Ordinal) && !p.StartsWith("/_", StringComparison.Ordinal));

        Assert.Equal([], asked.Distinct().Except(PageOf.Keys).Except(TellNothing).Order(StringComparer.Ordinal));
        Assert.Equal([], PageOf.Values.Except(Pages.Keys));
    }

    [Theory]
    [InlineData(Roles.Admin)]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Reviewer)]
    [InlineData(Roles.Finance)]
    [InlineData(Roles.Auditor)]
    public async Task Get_AsOneRole_PageAndApiAnswerAlike(string role)
    {
        var services = server.App.Services;
        var email = $"{role}@rights.example.com";
        await services.GetRequiredService<AddUser>().ExecuteAsync(
            Actor.System, new AddUserRequest { Email = email, Password = RunningServer.Password, RoleNames = [role] }, default);
        var key = await services.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new AddApiKeyRequest(role, role), default);
        using var person = server.NewClient();
        using var signedIn = await RunningServer.SignInAsync(person, email, RunningServer.Password);
        using var program = server.NewClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);

        var opens = new Dictionary<string, bool>();
        foreach (var (template, page) in Pages)
        {
            opens[template] = await IsLetInAsync(person, template);
            Assert.True(opens[template] == MayOpen(page, role), $"{role} at {template}: {(opens[template] ? "let in" : "turned away")}");
        }

        foreach (var (path, page) in PageOf)
        {
            var told = await IsLetInAsync(path.StartsWith("/api", StringComparison.Ordinal) ? program : person, path);
            Assert.True(told == opens[page], $"{role}: {path} {(told ? "tells" : "refuses")} what {page} {(opens[page] ? "shows" : "does not show")}");
        }
    }

    [Fact]
    public void Menu_EachEntry_IsForWhoMayOpenItsPage() =>
        Assert.All(NavMap.Groups.SelectMany(g => g.Entries), entry =>
            Assert.Equal(Roles.All.Where(r => MayOpen(Pages[entry.Href], r)), Roles.All.Where(r => NavMap.For(Of(r)).SelectMany(g => g.Entries).Contains(entry))));

    [Fact]
    public async Task Pages_WhatTheirComponentsRead_IsForAllWhoMayOpenThem()
    {
        var refused = new Dictionary<MethodInfo, IReadOnlySet<string>>();
        var wrong = new List<string>();
        foreach (var (template, page) in Pages)
        {
            foreach (var component in ComponentsOf(page))
            {
                foreach (var query in ReaderRule.QueriesOf(TypeUse.CalledBy(component).Select(m => m.DeclaringType!).Distinct()).Intersect(TypeUse.CalledBy(component)))
                {
                    if (!refused.TryGetValue(query, out var roles)) refused[query] = roles = await ReaderRule.RefusedRolesAsync(query);
                    var shut = roles.Where(r => MayOpen(page, r)).ToList();
                    if (shut.Count > 0 && !IsAskedFirst(component, query))
                        wrong.Add($"{template}: {component.Name} asks {query.DeclaringType!.Name}.{query.Name}, which refuses {string.Join(", ", shut)}");
                }
            }
        }

        Assert.True(refused.Count > 40, $"Only {refused.Count} queries were found.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Web_NothingOfCore_IsAskedWithoutSayingWhoAsks()
    {
        var asked =
            from type in typeof(ReadersAttribute).Assembly.GetTypes()
            where type.DeclaringType is null && type.Namespace is { } space && Places.Any(p => space.StartsWith(p, StringComparison.Ordinal))
            from method in ReaderRule.AskedWithoutActor(type)
            let name = $"{method.DeclaringType!.Name}.{method.Name}"
            where !AsksForNobody.Contains(name)
            select $"{type.FullName} asks {name}";

        Assert.Equal([], asked.Distinct().Order(StringComparer.Ordinal));
    }

    private static readonly string[] Places = ["GenOps.Web.Pages", "GenOps.Web.Components", "GenOps.Web.Endpoints", "GenOps.Web.Commands", "GenOps.Web.Demonstration"];

    // A webhook proves itself by its signature; a probe tells nothing of anybody; an engine of its own runs for the command line; a
    // demonstration is made in a database that is nobody's yet.
    private static readonly HashSet<string> AsksForNobody =
        ["TakeWebhook.ExecuteAsync", "StorageProbe.LookAsync", "RunDriver.DriveToRestAsync", "DemoYear.FillAsync", "RollupKeeper.CatchUpAsync"];

    /// <summary>The welcome page asks whether the reader may, and leaves it out otherwise.</summary>
    private static bool IsAskedFirst(Type component, MethodInfo query) =>
        (component.Name, query.DeclaringType!.Name) is ("WelcomePage", "LocalProviderDiscovery");

    private static bool MayOpen(Type page, string role) => page.GetCustomAttributes<ReadersAttribute>().All(a => Of(role).MayRead(a.Area));

    private static Actor Of(string role) => new(Guid.NewGuid(), role, new HashSet<string> { role });

    /// <summary>A page with all components it is composed of; dialogs stand behind levers, which are not for every reader.</summary>
    private static HashSet<Type> ComponentsOf(Type page)
    {
        var found = new HashSet<Type> { page };
        var next = new Stack<Type>(found);
        while (next.TryPop(out var component))
        {
            var made = TypeUse.CalledBy(component).Where(m => m is { IsGenericMethod: true, Name: "OpenComponent" }).SelectMany(m => m.GetGenericArguments());
            foreach (var part in made.Where(t => t.Assembly == page.Assembly && t.IsAssignableTo(typeof(IComponent)) && found.Add(t))) next.Push(part);
        }

        return found;
    }

    private static async Task<bool> IsLetInAsync(HttpClient client, string template)
    {
        var path = Regex.Replace(template, @"\{([^}]*)\}", m =>
            m.Groups[1].Value.Contains("id", StringComparison.OrdinalIgnoreCase) ? Guid.NewGuid().ToString() : "x");
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        // The start page sends each role on to its own.
        var isRedirect = answer.StatusCode is HttpStatusCode.Redirect && path != "/";
        Assert.True((int)answer.StatusCode < 500 && answer.StatusCode != HttpStatusCode.Unauthorized, $"{path} answered {(int)answer.StatusCode}");
        Assert.True(!isRedirect || answer.Headers.Location!.ToString().Contains("/account/denied", StringComparison.Ordinal), $"{path} led to {answer.Headers.Location}");
        return !isRedirect && answer.StatusCode != HttpStatusCode.Forbidden;
    }
}

using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>Decisions over HTTP, by a key and by the command line's own caller.</summary>
public sealed class ReviewEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    // No answer follows it, whatever the sandbox computes.
    private const string Yaml = """
        name: impossible
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "{{ input.notes }}"
              schema: { type: object, required: [title], properties: { title: { type: string, minLength: 9, maxLength: 3 } } }
              repairs: 0
              on_invalid: review
          - id: sign_off
            review: { of: [facts], when: [always] }
        outputs:
          - name: facts
            artifacts: [facts]
        """;

    [Fact]
    public async Task Decide_ApproveOfWhatBreaksItsSchema_Is400WithTheFieldForEveryCaller()
    {
        await host.Services.GetRequiredService<PublishPipeline>().ExecuteAsync(Actor.System, Yaml, CancellationToken.None);
        var operators = await host.WithRoleAsync(Roles.Operator);
        var body = new JsonObject { ["pipeline"] = "impossible", ["inputs"] = new JsonObject { ["notes"] = "A pier." }, ["money"] = "sandbox" };
        var run = (string)(await operators.PostAsync("/api/v1/runs", body).JsonAsync(201))["id"]!;
        var review = await ReviewOfAsync(operators, run);

        foreach (var caller in new[] { await host.WithRoleAsync(Roles.Reviewer), host.CommandLine() })
        {
            var refused = await DecideAsync(caller, review, new JsonObject { ["decision"] = "approve" }).ProblemAsync(400);
            Assert.All(refused["errors"]!.AsArray(), e => Assert.StartsWith("facts.md", (string?)e!["field"], StringComparison.Ordinal));
            var edited = await DecideAsync(caller, review, new JsonObject { ["decision"] = "edit", ["text"] = """{"title":4}""" }).ProblemAsync(400);
            Assert.Contains(edited["errors"]!.AsArray(), e => (string?)e!["field"] == "facts.md title");
            await DecideAsync(caller, review, new JsonObject { ["decision"] = "undone" }).ProblemAsync(400);
        }

        Assert.Equal("waitingForReview", (string?)(await operators.GetAsync($"/api/v1/runs/{run}").JsonAsync())["state"]);
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient caller, string review, JsonObject body) =>
        caller.PostAsync($"/api/v1/reviews/{review}/decision", body);

    private static async Task<string> ReviewOfAsync(HttpClient api, string run)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await api.GetAsync($"/api/v1/runs/{run}").JsonAsync();
            if ((string?)now["state"] == "waitingForReview") return (string)now["openReviews"]![0]!["id"]!;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(2), now.ToJsonString());
            await Task.Delay(100);
        }
    }
}

using System.Text.Json;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using static GenOps.Core.Tests.Inference.Providers.Sandbox.SandboxCalls;

namespace GenOps.Core.Tests.Inference.Providers.Sandbox.Writing;

/// <summary>The sandbox's judge on the sandbox's texts: its own sentences pass, what they frame is checked.</summary>
public sealed class JudgeWriterTests
{
    private static readonly PromptSource Notes = new("input.notes", Sample("release-announcement/inputs/notes.md"));

    [Theory]
    [InlineData(Tier.Small)]
    [InlineData(Tier.Standard)]
    [InlineData(Tier.Frontier)]
    public async Task Judge_PostForAProductTheNotesDoNotName_FindsNothingWithoutASource(Tier tier)
    {
        var post = await TextAsync(Request(
            tier,
            "Write a post of at most 90 words that announces this change.",
            null,
            [new("steps.facts.output.product", "Skipper Suite"), new("steps.facts.output.version", "9.9.1"), new("highlight", "Rest-time rules per country: rest times follow the country."), Notes]));
        Assert.Contains("New in Skipper Suite 9.9.1: rest-time rules per country.", post);

        var verdict = await JudgeAsync(post, [Notes]);

        AssertNothingWithoutASource(verdict);
    }

    [Theory]
    [InlineData(Tier.Small)]
    [InlineData(Tier.Standard)]
    [InlineData(Tier.Frontier)]
    public async Task Judge_ReplyWithAQuestionThatNothingAnswers_FindsNothingWithoutASource(Tier tier)
    {
        var ticket = "What does a purple submarine cost in Atlantis, wholesale?\n\n" + Sample("support-reply/inputs/ticket.txt");
        var article = new PromptSource("input.articles", Sample("support-reply/inputs/articles/calendar-feeds.md"));
        var reply = await TextAsync(Request(
            tier, "Write the reply to this ticket.", null, [new("input.signature", "Quayside Helpers of Northern Rotterdam"), new("input.ticket", ticket), article]));
        Assert.Contains("the articles do not say", reply);
        Assert.EndsWith("Quayside Helpers of Northern Rotterdam", reply);

        var verdict = await JudgeAsync(reply, [article]);

        AssertNothingWithoutASource(verdict);
    }

    [Fact]
    public async Task Judge_MadeUpPointInTheSandboxsOwnFrame_IsNamed()
    {
        var verdict = await JudgeAsync("Two colleagues can now trade shifts. New in Harbour 3.4.0: quantum teleportation for seventy llamas.", [Notes]);

        Assert.Contains(Texts(verdict, "missing_facts"), fact => fact.Contains("llamas", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Judge_AnyText_KeepsTheFormulaOutOfTheReasons()
    {
        var verdict = await JudgeAsync("Two colleagues can now trade shifts between themselves from the app.", [Notes]);

        Assert.NotEmpty(Texts(verdict, "reasons"));
        Assert.DoesNotContain(Texts(verdict, "reasons"), reason => reason.Contains('×', StringComparison.Ordinal));
    }

    private static void AssertNothingWithoutASource(JsonElement verdict)
    {
        Assert.DoesNotContain(Texts(verdict, "missing_facts"), fact => fact.StartsWith("Not in the source", StringComparison.Ordinal));
        Assert.Matches(@"^(\d+) of \1 statements", Texts(verdict, "reasons")[0]);
    }

    private static async Task<JsonElement> JudgeAsync(string candidate, IReadOnlyList<PromptSource> sources) =>
        JsonSerializer.Deserialize<JsonElement>(await TextAsync(Request(Tier.Standard, "Judge.", "{}", sources, CallPurpose.Judge, candidate)));

    private static List<string> Texts(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}

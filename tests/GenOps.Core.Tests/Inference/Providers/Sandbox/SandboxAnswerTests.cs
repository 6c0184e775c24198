using System.Text.Json;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using NJsonSchema;
using static GenOps.Core.Tests.Inference.Providers.Sandbox.SandboxCalls;

namespace GenOps.Core.Tests.Inference.Providers.Sandbox;

/// <summary>What the sandbox says about the inputs of the shipped samples.</summary>
public sealed class SandboxAnswerTests
{
    private static readonly PromptSource Notes = new("input.notes", Sample("release-announcement/inputs/notes.md"));

    private static readonly PromptSource[] Support =
    [
        new("input.signature", "Your support team"),
        new("input.ticket", Sample("support-reply/inputs/ticket.txt")),
        new("input.articles", string.Join("\n\n", new[] { "android-app", "calendar-feeds", "sharing-and-renewing" }
            .Select(name => Sample($"support-reply/inputs/articles/{name}.md")))),
    ];

    [Fact]
    public async Task Facts_ReleaseNotes_AreThoseOfTheNotes()
    {
        var facts = Json(await TextAsync(Request(Tier.Small, "Read these.", FactsSchema, [new("input.product", ""), Notes])));

        Assert.Equal("Harbour", facts.GetProperty("product").GetString());
        Assert.Equal("3.4.0", facts.GetProperty("version").GetString());
        Assert.Equal(
            ["Swap requests", "Calendar feeds", "Rest-time rules per country"],
            facts.GetProperty("highlights").EnumerateArray().Select(text => text.GetString()!.Split(':')[0]));
        Assert.Contains("swap requests", facts.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
    }

    [Fact]
    public async Task Facts_ProductIsGiven_IsTaken()
    {
        var facts = Json(await TextAsync(Request(Tier.Small, "Read these.", FactsSchema, [new("input.product", "Harbour Pro"), Notes])));

        Assert.Equal("Harbour Pro", facts.GetProperty("product").GetString());
    }

    [Fact]
    public async Task Post_OneHighlight_SpeaksOfItAlone()
    {
        var post = await TextAsync(Request(
            Tier.Standard,
            "Write a post of at most 90 words that announces this change.",
            null,
            [new("steps.facts.output.product", "Harbour"), new("highlight", "Calendar feeds: Every person has a private calendar address."), Notes]));

        Assert.Contains("private calendar address", post);
        Assert.EndsWith("New in Harbour: calendar feeds.", post);
        Assert.DoesNotContain("trade shifts", post);
        Assert.True(post.Split(' ').Length <= 90);
    }

    [Theory]
    [InlineData("brennholz-2026-1187.txt", "RE-2026-1187", "Brennholz Nordeifel GmbH", "2026-10-28", "EUR", 1485.48, 3, 1380.00)]
    [InlineData("clearpipe-inv-30442.md", "INV-30442", "Clearpipe Plumbing Ltd", "2026-11-03", "GBP", 688.44, 4, 573.70)]
    [InlineData("bluebird-statement.eml", "BL/26/0911", "Bluebird Linen Service", "2026-11-04", "XXX", 0, 4, 461.40)]
    public async Task Invoice_Document_IsCopiedOut(
        string file, string number, string supplier, string date, string currency, double total, int lines, double sum)
    {
        var invoice = Json(await TextAsync(Request(Tier.Small, "Copy the invoice.", InvoiceSchema, [Document(file)])));

        Assert.Equal(number, invoice.GetProperty("number").GetString());
        Assert.Equal(supplier, invoice.GetProperty("supplier").GetString());
        Assert.Equal(date, invoice.GetProperty("date").GetString());
        Assert.Equal(currency, invoice.GetProperty("currency").GetString());
        Assert.Equal((decimal)total, invoice.GetProperty("total").GetDecimal());
        Assert.Equal(lines, invoice.GetProperty("lines").GetArrayLength());
        Assert.Equal((decimal)sum, invoice.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("amount").GetDecimal()));
    }

    [Theory]
    [InlineData("brennholz-2026-1187.txt", false)]
    [InlineData("clearpipe-inv-30442.md", false)]
    [InlineData("bluebird-statement.eml", true)]
    public async Task Judge_Invoice_DoubtsWhatIsNotInTheDocument(string file, bool doubtful)
    {
        var invoice = await TextAsync(Request(Tier.Small, "Copy the invoice.", InvoiceSchema, [Document(file)]));

        var verdict = await JudgeAsync(invoice, [Document(file)]);

        Assert.Equal(doubtful, verdict.GetProperty("score").GetDouble() < 0.8);
        Assert.Equal(doubtful ? ["currency: XXX is not in the source", "total: 0 is not in the source"] : [], Texts(verdict, "missing_facts"));
    }

    [Fact]
    public async Task Judge_MadeUpClaim_IsNamedAndCostsScore()
    {
        const string Good = "Two colleagues can now trade shifts between themselves from the app. Every person has a private calendar address.";
        const string Bad = Good + " It is 73 percent faster on quantum hardware everywhere.";

        var good = await JudgeAsync(Good, [Notes]);
        var bad = await JudgeAsync(Bad, [Notes]);

        Assert.True(bad.GetProperty("score").GetDouble() < good.GetProperty("score").GetDouble());
        Assert.Contains(Texts(bad, "missing_facts"), fact => fact.Contains("quantum", StringComparison.Ordinal));
        Assert.DoesNotContain(Texts(good, "missing_facts"), fact => fact.StartsWith("Not in the source", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1, 2")]
    public async Task Judge_NothingToCheck_ScoresZero(string candidate) =>
        Assert.Equal(0, (await JudgeAsync(candidate, [Notes])).GetProperty("score").GetDouble());

    [Theory]
    [InlineData(Tier.Small)]
    [InlineData(Tier.Standard)]
    [InlineData(Tier.Frontier)]
    public async Task Reply_Ticket_AnswersEachQuestionFromTheArticles(Tier tier)
    {
        var reply = await TextAsync(Request(tier, "Write the reply to this ticket. At most 300 words.", null, Support));

        Assert.StartsWith("Hello Ines,", reply);
        Assert.EndsWith("Kind regards\nYour support team", reply);
        Assert.Contains("Whoever has the address can read your shifts", reply);
        Assert.Contains("press Renew address", reply);
        Assert.Contains("turn on Notifications for shift changes", reply);
    }

    [Fact]
    public async Task Critique_DraftThatLeavesOut_LeadsToARewriteThatDoesNot()
    {
        const string Draft = "Hello Ines,\n\nWhoever has the address can read your shifts: day, time, place and the name of the shift.\n\nKind regards";
        var critique = Json(await TextAsync(Request(Tier.Frontier, "Look for weaknesses.", "{}", Support, CallPurpose.Critique, Draft)));
        var problems = Texts(critique, "problems");
        Assert.Contains(problems, problem => problem.StartsWith("Left out:", StringComparison.Ordinal) && problem.Contains("Renew address", StringComparison.Ordinal));

        var first = Request(Tier.Standard, "Write the reply to this ticket. At most 300 words.", null, Support, CallPurpose.Repair);
        var rewritten = await TextAsync(first with
        {
            Messages =
            [
                .. first.Messages,
                new PromptMessage("assistant", Draft),
                new PromptMessage("user", "Write it again:\n" + string.Join('\n', problems.Select(problem => "- " + problem))),
            ],
        });

        var again = Json(await TextAsync(Request(Tier.Frontier, "Look for weaknesses.", "{}", Support, CallPurpose.Critique, rewritten)));
        Assert.DoesNotContain(Texts(again, "problems"), problem => problem.StartsWith("Left out:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FactsSchema)]
    [InlineData(InvoiceSchema)]
    [InlineData("""{"type":"object","properties":{"mood":{"enum":["happy","sad","unknown"]},"n":{"type":"integer","minimum":3,"maximum":5}},"required":["mood","n"]}""")]
    [InlineData("""{"type":"object","properties":{"summary":{"type":"string","minLength":20,"maxLength":60},"at":{"type":"string","format":"date"}},"required":["summary"]}""")]
    [InlineData("""{"$defs":{"p":{"type":"object","properties":{"title":{"type":"string"},"ok":{"type":"boolean"}},"required":["title","ok"]}},"type":"object","properties":{"parts":{"type":"array","minItems":2,"maxItems":3,"items":{"$ref":"#/$defs/p"}}},"required":["parts"]}""")]
    [InlineData("""{"type":"array","items":{"type":"number"},"minItems":1,"maxItems":4}""")]
    [InlineData("""{"type":"object","properties":{"code":{"type":"string","pattern":"^[0-9]+$"},"maybe":{"type":["string","null"]},"either":{"anyOf":[{"type":"null"},{"type":"integer"}]}},"required":["code","maybe","either"]}""")]
    public async Task Schema_OfAnyShape_IsFollowed(string schema)
    {
        var answer = await TextAsync(Request(Tier.Standard, "Fill this in.", schema, [Notes]));

        Assert.Empty((await JsonSchema.FromJsonAsync(schema)).Validate(answer));
    }

    [Fact]
    public async Task Schema_LittleRoom_GivesFewerItems()
    {
        const string Schema = """{"type":"object","properties":{"highlights":{"type":"array","items":{"type":"string"}}},"required":["highlights"]}""";

        var answer = await AskAsync(Request(Tier.Frontier, "List.", Schema, [Notes], most: 60));

        Assert.Null(answer.Problem);
        Assert.InRange(Texts(Json(answer.Text!), "highlights").Count, 1, 3);
    }

    private static async Task<JsonElement> JudgeAsync(string candidate, IReadOnlyList<PromptSource> sources) =>
        Json(await TextAsync(Request(Tier.Standard, "Judge.", "{}", sources, CallPurpose.Judge, candidate)));

    private static PromptSource Document(string file) => new("document", Sample("invoice-extraction/inputs/documents/" + file));

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static List<string> Texts(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}

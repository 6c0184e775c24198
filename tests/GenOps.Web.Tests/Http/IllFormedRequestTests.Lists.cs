using System.Net;
using System.Reflection;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Ledger.Budgets;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Http;

/// <summary>A list that an address asks for beyond its end.</summary>
public abstract partial class IllFormedRequestTests
{
    private static readonly string[] PlaceNames = ["after", "before", "cursor", "skip", "offset", "page"];

    [Fact]
    public async Task ListPages_BeyondTheEnd_AnswerBadRequestWithTheFrameTheFieldAndTheCure()
    {
        var wrong = new List<string>();
        var lists = 0;
        foreach (var (path, page) in Pages())
        {
            foreach (var place in AddressFields.Of(page).Where(f => PlaceNames.Contains(f.Name, StringComparer.OrdinalIgnoreCase)).Select(f => f.Name.ToLowerInvariant()))
            {
                lists++;
                var address = await WithRowsOrNoneAsync(path);
                var (beyond, words) = place switch
                {
                    "after" => ("638000000000000000-1", "(on a page: after) is beyond the end. Leave it out for the beginning."),
                    "skip" => ("100000", ">skip: 100000 is beyond the end of the list, which has 0 rows. Give fewer, or leave it out for the beginning."),
                    _ => ("7", ">page: There is no page 7: the list ends with page 1. Give a page from 1 to 1."),
                };
                await ExpectFrameAsync(wrong, $"{address}{place}={beyond}", HttpStatusCode.BadRequest, words);
                await ExpectFrameAsync(wrong, $"{address}{place}=", HttpStatusCode.OK, "aria-busy=\"true\"");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(lists >= 8, $"Only {lists} lists were asked.");
    }

    [Fact]
    public async Task ListPages_BeyondTheEnd_TellNothingToWhomTheListIsNotFor()
    {
        var reviewer = await host.WithRoleAsync(Roles.Reviewer);
        foreach (var address in new[] { "/audit?after=638000000000000000-1", "/finance/ledger?skip=100000" })
        {
            using var without = await reviewer.GetAsync(address.Split('?')[0]);
            using var answer = await reviewer.GetAsync(address);
            Assert.Equal(without.StatusCode, answer.StatusCode);
            Assert.DoesNotContain("beyond the end", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Components_ThatReadAPlaceInAListFromTheAddress_ArePages()
    {
        var pages = Pages().Select(p => p.Page).ToHashSet();
        var hidden = from type in typeof(AddressFields).Assembly.GetTypes()
                     from field in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                     let query = field.GetCustomAttribute<SupplyParameterFromQueryAttribute>()
                     where query is not null && PlaceNames.Contains(query.Name ?? field.Name, StringComparer.OrdinalIgnoreCase) && !pages.Contains(type)
                     select $"{type.Name}.{field.Name}";
        Assert.Empty(hidden);
    }

    /// <summary>An address to which a place can be added, of something that is there.</summary>
    private async Task<string> WithRowsOrNoneAsync(string path)
    {
        if (path == "/finance/rows") return $"{path}?name=spend&money=sandbox&from=2026-01-01&to=2026-02-01&";
        if (!path.StartsWith("/finance/budgets/", StringComparison.Ordinal)) return $"{path}?";
        var budget = await host.Services.GetRequiredService<CreateBudget>().ExecuteAsync(
            Actor.System,
            new CreateBudgetRequest { Scope = BudgetScope.Everything, Period = BudgetPeriod.Month, Kind = BudgetKind.Soft, Money = MoneyMode.Live, AmountUsd = 5 },
            CancellationToken.None);
        return $"/finance/budgets/{budget}?";
    }

    private async Task ExpectFrameAsync(List<string> wrong, string address, HttpStatusCode status, string words)
    {
        using var answer = await host.CommandLine().GetAsync(address);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        if (answer.StatusCode != status || !html.Contains(words, StringComparison.Ordinal) || !html.Contains("<nav aria-label=\"Main\"", StringComparison.Ordinal))
            wrong.Add($"{address}: {(int)answer.StatusCode}, words {html.Contains(words, StringComparison.Ordinal)}");
    }
}

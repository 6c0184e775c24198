using System.Reflection;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Testing.Architecture;

namespace GenOps.Core.Tests.Access;

/// <summary>No query of Core can forget to ask who reads, and all ask one matrix.</summary>
public sealed class ReadRightsTests
{
    private static IReadOnlyList<MethodInfo> Queries => [.. ReaderRule.QueriesOf(typeof(Actor).Assembly.GetTypes())];

    [Fact]
    public void Queries_OfCore_TakeAnActorFirst()
    {
        var violations = ReaderRule.Violations(typeof(Actor).Assembly.GetTypes()).Order(StringComparer.Ordinal).ToArray();

        Assert.True(violations.Length == 0, string.Join('\n', violations));
        Assert.True(Queries.Count > 60, $"Only {Queries.Count} queries were found.");
    }

    [Fact]
    public async Task Queries_AskedBySomebodyWithoutARole_RefuseBeforeAllElse()
    {
        var open = new List<string>();
        foreach (var query in Queries)
        {
            if (!await ReaderRule.RefusesAsync(query, new HashSet<string>())) open.Add($"{query.DeclaringType!.FullName}.{query.Name}");
        }

        Assert.True(open.Count == 0, string.Join('\n', open));
    }

    [Fact]
    public async Task Queries_ByRole_RefuseAsOneAreaOfTheMatrixSays()
    {
        var areas = Enum.GetValues<ReadArea>().Select(a => Roles.All.Except(ReadRights.RolesOf(a)).ToHashSet()).ToList();
        var wrong = new List<string>();
        foreach (var query in Queries)
        {
            var refused = await ReaderRule.RefusedRolesAsync(query);
            if (!areas.Any(a => a.SetEquals(refused))) wrong.Add($"{query.DeclaringType!.FullName}.{query.Name} refuses {string.Join(", ", refused)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(ReadArea.Work, "Admin, Auditor, Finance, Operator, Reviewer")]
    [InlineData(ReadArea.Desk, "Admin, Auditor, Operator")]
    [InlineData(ReadArea.Providers, "Admin, Auditor, Finance, Operator")]
    [InlineData(ReadArea.Figures, "Admin, Auditor, Finance, Operator")]
    [InlineData(ReadArea.Assumptions, "Admin, Auditor, Finance")]
    [InlineData(ReadArea.Audit, "Admin, Auditor")]
    [InlineData(ReadArea.Settings, "Admin, Auditor")]
    public void RolesOf_EachArea_AreThoseWrittenDown(ReadArea area, string roles) =>
        Assert.Equal(roles, string.Join(", ", ReadRights.RolesOf(area).Order(StringComparer.Ordinal)));

    [Fact]
    public void RolesOf_AnAreaNobodyDecidedOn_Throws()
    {
        Assert.All(Enum.GetValues<ReadArea>(), area => Assert.NotEmpty(ReadRights.RolesOf(area)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReadRights.RolesOf((ReadArea)99));
    }

    [Fact]
    public async Task Rule_OnBadAndGoodQueries_TellsThemApart()
    {
        var violations = ReaderRule.Violations([typeof(BadQuery), typeof(GoodQuery)]).ToArray();
        var late = ReaderRule.QueriesOf([typeof(LateQuery)]).Single();
        var good = ReaderRule.QueriesOf([typeof(GoodQuery)]).Single();

        Assert.Equal(["LastAsync", "NoneAsync", "OptionalAsync"], violations.Select(v => v.Split('.')[^1].Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.False(await ReaderRule.RefusesAsync(late, new HashSet<string>()));
        Assert.True(await ReaderRule.RefusesAsync(good, new HashSet<string> { Roles.Reviewer }));
        Assert.False(await ReaderRule.RefusesAsync(good, new HashSet<string> { Roles.Auditor }));
    }

    public sealed class BadQuery
    {
        public static Task<int> NoneAsync(int of) => Task.FromResult(of);

        public static Task<int> LastAsync(int of, Actor actor) => Task.FromResult(of + actor.Name.Length);

        public static Task<int> OptionalAsync(Actor? actor = null) => Task.FromResult(actor?.Name.Length ?? 0);

        /// <summary>Part of somebody else's operation.</summary>
        public static Task<int> WithinAsync(GenOpsDbContext db) => Task.FromResult(db.GetHashCode());
    }

    public sealed class GoodQuery
    {
        public static Task<int> ReadAsync(Actor actor, string what)
        {
            actor.RequireReading(ReadArea.Settings);
            return Task.FromResult(what.Length);
        }
    }

    public sealed class LateQuery
    {
        public static Task<int> ReadAsync(Actor actor, string what)
        {
            var length = what.Length;
            actor.RequireReading(ReadArea.Settings);
            return Task.FromResult(length);
        }
    }
}

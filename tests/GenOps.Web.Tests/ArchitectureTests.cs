using System.Reflection;
using GenOps.Core;
using GenOps.Testing;
using GenOps.Testing.Architecture;
using GenOps.Web.Components.Layout;
using GenOps.Web.Hosting;
using GenOps.Web.Pages.Review;

namespace GenOps.Web.Tests;

/// <summary>The layout of Web, as far as a machine can hold it.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "GenOps.Web";

    // Which other rooms a room may use. What is not listed is forbidden, so that no cycle can start.
    private static readonly Dictionary<string, string[]> Directions = new()
    {
        ["Processes"] = [],
        ["Theme"] = [],
        ["Auth"] = ["Processes"],
        ["Http"] = ["Auth", "Processes", "Theme"],
        ["Demonstration"] = ["Http", "Auth", "Processes"],
        ["Addresses"] = ["Http"],
        ["Words"] = ["Addresses"],
        ["Components"] = ["Words", "Addresses", "Demonstration", "Http", "Auth", "Theme"],
        ["Endpoints"] = ["Addresses", "Demonstration", "Http", "Auth"],
        ["Pages"] = ["Components", "Words", "Addresses", "Demonstration", "Http", "Auth"],
        ["Hosting"] = ["Pages", "Endpoints", "Components", "Demonstration", "Http", "Auth", "Processes"],
        ["Commands"] = ["Hosting", "Demonstration", "Http", "Auth", "Processes"],
    };

    // Which rooms of its own folder a room may use; no feature of the pages uses another's. What stands in the folder itself uses its rooms, and they use it.
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Components.Account"] = ["Layout"],
        ["Components.Inputs"] = ["Layout"],
        ["Components.Levers"] = ["Layout"],
    };

    private static readonly Assembly Web = typeof(GenOpsWebApplication).Assembly;

    private static readonly IReadOnlyList<TypeUse> Uses =
        [.. TypeUse.Within(Web).Where(use => IsOurs(use.From) && IsOurs(use.To))];

    [Fact]
    public void Uses_BetweenRooms_GoInTheirDirections()
    {
        var wrong = Uses
            .Where(use => Room(use.From) != Room(use.To) && !Directions.GetValueOrDefault(Room(use.From), []).Contains(Room(use.To)))
            .Select(use => Told(use, Room(use.From), Room(use.To)));

        AssertNone(wrong);
    }

    [Fact]
    public void Uses_BetweenRoomsOfAFolder_GoInTheirDirections()
    {
        var wrong =
            from use in Uses
            let @from = Inner(use.From)
            let to = Inner(use.To)
            where Room(use.From) == Room(use.To) && @from != to && @from.Contains('.') && to.Contains('.')
            where !Rooms.GetValueOrDefault(@from, []).Contains(to.Split('.')[1])
            select Told(use, @from, to);

        AssertNone(wrong);
    }

    [Fact]
    public void Uses_BetweenRooms_NeverGoBothWays()
    {
        var pairs = Uses.Select(use => (From: Room(use.From), To: Room(use.To))).Where(pair => pair.From != pair.To).ToHashSet();

        Assert.NotEmpty(pairs);
        AssertNone(pairs.Where(pair => pairs.Contains((pair.To, pair.From))).Select(pair => $"{pair.From} ↔ {pair.To}"));
    }

    // A tag in such a line reaches a browser in pieces, which it shows as text (dotnet/aspnetcore #11612); bUnit puts them together.
    [Fact]
    public void Lines_AfterAtAndColon_HoldNoTag()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "src", Root), "*.razor", SearchOption.AllDirectories);

        Assert.NotEmpty(pages);
        AssertNone(
            from page in pages
            from line in File.ReadLines(page)
            where line.TrimStart().StartsWith("@:", StringComparison.Ordinal) && line.Contains('<', StringComparison.Ordinal)
            select $"{Path.GetFileName(page)}: {line.Trim()}");
    }

    [Fact]
    public void Rooms_OfWeb_AllHaveTheirDirections() => AssertNone(Web.GetTypes().Where(IsOurs).Select(Room).Distinct().Except(Directions.Keys));

    [Fact]
    public void Namespaces_OfWebAndItsTests_EqualTheFolders() =>
        AssertNone([.. CodeRules.MisplacedNamespaces("src/GenOps.Web", Root), .. CodeRules.MisplacedNamespaces("tests/GenOps.Web.Tests", "GenOps.Web.Tests")]);

    [Fact]
    public void Catches_OfWhatIsToldToPeople_StandInTheBaseOfTheirPages()
    {
        var catching = TypeUse.Catching(Web, typeof(GenOpsException)).Where(type => IsOurs(type) && Room(type) is "Pages" or "Components");

        // The session is no page: it outlives the one on which a decision is taken back, and the next one says why it was not.
        Assert.Equal([typeof(ActingPart), typeof(ReviewSession)], catching.OrderBy(type => type.FullName, StringComparer.Ordinal));
    }

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith(Root + ".", StringComparison.Ordinal) == true;

    private static string Told(TypeUse use, string from, string to) => $"{use.From.FullName} ({use.Where}) uses {use.To.FullName}: {from} → {to}";

    private static string Room(Type type) => type.Namespace!.Split('.')[2];

    /// <summary>The first two folders below the project, with a point between.</summary>
    private static string Inner(Type type) => string.Join('.', type.Namespace!.Split('.').Skip(2).Take(2));

    private static void AssertNone(IEnumerable<string> violations)
    {
        var all = violations.Order(StringComparer.Ordinal).ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}

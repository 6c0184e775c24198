using GenOps.Web.Components.Graph;

namespace GenOps.Web.Tests.Components.Graph;

public sealed class GraphLayoutTests
{
    [Fact]
    public void Of_TheAnnouncement_PutsEachStepBehindThoseItWaitsFor()
    {
        var layout = GraphLayout.Of(
        [
            new("facts", []), new("posts", ["facts"]), new("banner", ["facts"]), new("sizes", ["banner"]), new("score", ["facts", "posts"]),
            new("look", ["posts", "score"]), new("publish", ["sizes", "look"]),
        ]);

        Assert.Equal((5, 2), (layout.Layers, layout.Rows));
        Assert.Equal(
            ["facts 0", "posts 1", "banner 1", "sizes 2", "score 2", "look 3", "publish 4"], layout.Places.Select(p => $"{p.Id} {p.Layer}"));
        // The lines from facts to score and from posts to look are implied, and none of the others crosses another.
        Assert.Equal(
            ["facts>posts", "facts>banner", "banner>sizes", "posts>score", "score>look", "sizes>publish", "look>publish"], layout.Edges.Select(e => $"{e.From}>{e.To}"));
        Assert.Equal(RowOf(layout, "posts"), RowOf(layout, "score"));
        Assert.Equal(RowOf(layout, "banner"), RowOf(layout, "sizes"));
        Assert.Equal(0.5, RowOf(layout, "facts"));
    }

    [Fact]
    public void Of_ALineOverALayer_PassesItBesideItsNodes()
    {
        var layout = GraphLayout.Of([new("a", []), new("b", []), new("c", ["b"]), new("d", ["a", "c"])]);

        var far = Assert.Single(layout.Edges, e => e.From == "a" && e.To == "d");
        Assert.Equal([0, 1, 2], far.Points.Select(p => p.Layer));
        Assert.NotEqual(RowOf(layout, "c"), far.Points[1].Row);
    }

    [Fact]
    public void Of_CrossedNeighbours_AreSwapped()
    {
        var layout = GraphLayout.Of([new("a", []), new("b", []), new("ofB", ["b"]), new("ofA", ["a"])]);

        Assert.Equal(RowOf(layout, "a"), RowOf(layout, "ofA"));
        Assert.Equal(RowOf(layout, "b"), RowOf(layout, "ofB"));
    }

    [Fact]
    public void Of_AHundredSteps_PutsNoTwoOnOnePlace()
    {
        var random = new Random(7);
        var nodes = new List<GraphNode>();
        for (var i = 0; i < 100; i++)
            nodes.Add(new GraphNode($"s{i}", [.. Enumerable.Range(0, i).Where(_ => random.Next(i) < 2).Select(before => $"s{before}")]));

        var layout = GraphLayout.Of(nodes);

        Assert.Equal(100, layout.Places.Select(p => (p.Layer, p.Row)).Distinct().Count());
        Assert.All(layout.Edges, e => Assert.True(e.Points[0].Layer < e.Points[^1].Layer));
        Assert.All(layout.Places, p => Assert.InRange(p.Row, 0, layout.Rows - 1));
    }

    [Fact]
    public void Of_AStepThatWaitsForALaterOne_IsRefused() =>
        Assert.Contains("'a' waits for 'b'", Assert.Throws<ArgumentException>(() => GraphLayout.Of([new("a", ["b"]), new("b", [])])).Message, StringComparison.Ordinal);

    [Fact]
    public void Path_OfAHop_GoesFromTheEndOfANodeToTheBeginOfTheNext()
    {
        var edge = new GraphEdge("a", "b", [(0, 0), (1, 1)]);

        Assert.Equal("M 0.92 0.5 C 1 0.5 1 1.5 1.08 1.5", edge.Path(down: false));
        Assert.Equal("M 0.5 0.92 C 0.5 1 1.5 1 1.5 1.08", edge.Path(down: true));
    }

    private static double RowOf(GraphLayout layout, string id) => layout.Places.Single(p => p.Id == id).Row;
}

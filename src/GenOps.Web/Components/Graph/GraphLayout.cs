namespace GenOps.Web.Components.Graph;

/// <summary>A step to be drawn.</summary>
/// <param name="Id">Unique in the graph.</param>
/// <param name="After">The ids of those it waits for, all listed before it.</param>
public sealed record GraphNode(string Id, IReadOnlyList<string> After);

/// <summary>Where a node stands.</summary>
/// <param name="Id">The node.</param>
/// <param name="Layer">From 0, in the direction of time: one more than the last of those it waits for.</param>
/// <param name="Row">From 0, beside the others of its layer; halves where a layer is narrower than the widest.</param>
/// <param name="Waits">Whether it waits for any.</param>
public sealed record GraphPlace(string Id, int Layer, double Row, bool Waits);

/// <summary>
/// Lays steps out in layers by what they wait for, ordered within a layer so that few lines cross. A line that others
/// imply is left out: what a step waits for stays the same, and what is left can be read.
/// </summary>
/// <param name="Places">In the order given.</param>
/// <param name="Edges">What is drawn.</param>
/// <param name="Layers">How many.</param>
/// <param name="Rows">How many the widest layer has; lines that pass a layer take a row of it too.</param>
public sealed record GraphLayout(IReadOnlyList<GraphPlace> Places, IReadOnlyList<GraphEdge> Edges, int Layers, int Rows)
{
    // Ordering settles within a few rounds at the size of a pipeline, which is at most 100 steps.
    private const int Rounds = 6;

    /// <summary>Lays them out.</summary>
    /// <exception cref="ArgumentException">A node waits for one that is not listed before it.</exception>
    public static GraphLayout Of(IReadOnlyList<GraphNode> nodes)
    {
        var before = WithoutImplied(nodes);
        var layers = LayersOf(nodes, before);
        Order(layers);
        var rows = layers.Count == 0 ? 0 : layers.Max(l => l.Count);
        foreach (var layer in layers)
        {
            for (var i = 0; i < layer.Count; i++) layer[i].Row = i + ((rows - layer.Count) / 2.0);
        }

        var cells = layers.SelectMany(l => l).ToList();
        var byId = cells.Where(c => c.Id is not null).ToDictionary(c => c.Id!);
        return new GraphLayout(
            [.. nodes.Select(n => new GraphPlace(n.Id, byId[n.Id].Layer, byId[n.Id].Row, n.After.Count > 0))],
            [.. nodes.SelectMany(n => EdgesInto(byId[n.Id]))],
            layers.Count,
            rows);
    }

    private static Dictionary<string, List<string>> WithoutImplied(IReadOnlyList<GraphNode> nodes)
    {
        var ancestors = new Dictionary<string, HashSet<string>>();
        var kept = new Dictionary<string, List<string>>();
        foreach (var node in nodes)
        {
            if (node.After.FirstOrDefault(a => !ancestors.ContainsKey(a)) is { } unknown)
                throw new ArgumentException($"'{node.Id}' waits for '{unknown}', which is not listed before it.", nameof(nodes));
            ancestors[node.Id] = [.. node.After, .. node.After.SelectMany(a => ancestors[a])];
            kept[node.Id] = [.. node.After.Distinct().Where(a => !node.After.Any(other => ancestors[other].Contains(a)))];
        }

        return kept;
    }

    private static List<List<Cell>> LayersOf(IReadOnlyList<GraphNode> nodes, Dictionary<string, List<string>> before)
    {
        var layers = new List<List<Cell>>();
        var cells = new Dictionary<string, Cell>();
        // A line over several layers passes each of them through a cell of its own, shared by all lines of the same origin.
        var passing = new Dictionary<(string From, int Layer), Cell>();
        foreach (var node in nodes)
        {
            var sources = before[node.Id].ConvertAll(id => cells[id]);
            var cell = Place(node.Id, sources.Count == 0 ? 0 : sources.Max(s => s.Layer) + 1);
            cells[node.Id] = cell;
            foreach (var source in sources)
            {
                var last = source;
                for (var layer = source.Layer + 1; layer < cell.Layer; layer++)
                {
                    if (!passing.TryGetValue((source.Id!, layer), out var via))
                    {
                        passing[(source.Id!, layer)] = via = Place(null, layer);
                        Join(last, via);
                    }

                    last = via;
                }

                Join(last, cell);
            }
        }

        return layers;

        Cell Place(string? id, int layer)
        {
            while (layers.Count <= layer) layers.Add([]);
            var cell = new Cell(id, layer);
            layers[layer].Add(cell);
            return cell;
        }
    }

    private static void Join(Cell from, Cell to)
    {
        from.Next.Add(to);
        to.Previous.Add(from);
    }

    /// <summary>Orders each layer by the middle of its neighbours, down and up in turn, and keeps the order with the fewest crossings.</summary>
    private static void Order(List<List<Cell>> layers)
    {
        layers.ForEach(Number);
        var best = layers.ConvertAll(l => l.ToList());
        var fewest = Crossings(layers);
        for (var round = 0; round < Rounds && fewest > 0; round++)
        {
            var down = round % 2 == 0;
            foreach (var layer in down ? layers : Enumerable.Reverse(layers)) Sort(layer, down);
            if (Crossings(layers) is var crossings && crossings >= fewest) continue;
            (fewest, best) = (crossings, layers.ConvertAll(l => l.ToList()));
        }

        for (var i = 0; i < layers.Count; i++) layers[i] = best[i];
        layers.ForEach(Number);
    }

    private static void Sort(List<Cell> layer, bool down)
    {
        var sorted = layer.OrderBy(c => Middle(down ? c.Previous : c.Next, c)).ToList();
        layer.Clear();
        layer.AddRange(sorted);
        Number(layer);
    }

    private static double Middle(List<Cell> neighbours, Cell self) => neighbours.Count == 0 ? self.Row : neighbours.Average(n => n.Row);

    private static void Number(List<Cell> layer)
    {
        for (var i = 0; i < layer.Count; i++) layer[i].Row = i;
    }

    private static int Crossings(List<List<Cell>> layers) => layers.Sum(layer =>
    {
        var lines = layer.SelectMany(c => c.Next.Select(n => (From: c.Row, To: n.Row))).ToList();
        return lines.Select((a, i) => lines.Skip(i + 1).Count(b => (a.From - b.From) * (a.To - b.To) < 0)).Sum();
    });

    private static IEnumerable<GraphEdge> EdgesInto(Cell cell)
    {
        foreach (var previous in cell.Previous)
        {
            var points = new List<(int, double)> { (cell.Layer, cell.Row) };
            var at = previous;
            for (; at.Id is null; at = at.Previous[0]) points.Add((at.Layer, at.Row));
            points.Add((at.Layer, at.Row));
            points.Reverse();
            yield return new GraphEdge(at.Id, cell.Id!, points);
        }
    }

    /// <summary>A node, or where a line passes a layer.</summary>
    private sealed class Cell(string? id, int layer)
    {
        public string? Id { get; } = id;

        public int Layer { get; } = layer;

        public double Row { get; set; }

        public List<Cell> Previous { get; } = [];

        public List<Cell> Next { get; } = [];
    }
}

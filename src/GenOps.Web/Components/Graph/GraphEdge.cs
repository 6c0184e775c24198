using System.Globalization;
using System.Text;

namespace GenOps.Web.Components.Graph;

/// <summary>A line from a node to one that waits for it, in the units of the layout: a layer by a row is one by one.</summary>
/// <param name="From">The node it leaves.</param>
/// <param name="To">The node it enters.</param>
/// <param name="Points">Layer and row of the cells it goes through, the two nodes' own first and last.</param>
public sealed record GraphEdge(string From, string To, IReadOnlyList<(int Layer, double Row)> Points)
{
    /// <summary>How much of a layer lies before and behind a node, as a part of it; the style sheet says the same.</summary>
    public const double Margin = 0.08;

    /// <summary>The line as the <c>d</c> of an SVG path, of which each layer is 1 long and each row 1 wide.</summary>
    /// <param name="down">Whether layers lie below each other; else beside each other.</param>
    public string Path(bool down)
    {
        var path = new StringBuilder();
        Append("M", (Points[0].Layer + 1 - Margin, Points[0].Row + 0.5));
        for (var i = 1; i < Points.Count; i++)
        {
            var (fromRow, toRow) = (Points[i - 1].Row + 0.5, Points[i].Row + 0.5);
            Append(" C", (Points[i].Layer, fromRow), (Points[i].Layer, toRow), (Points[i].Layer + Margin, toRow));
            if (i < Points.Count - 1) Append(" L", (Points[i].Layer + 1 - Margin, toRow));
        }

        return path.ToString();

        void Append(string command, params ReadOnlySpan<(double Along, double Beside)> points)
        {
            path.Append(command);
            foreach (var (along, beside) in points)
            {
                var (x, y) = down ? (beside, along) : (along, beside);
                path.Append(CultureInfo.InvariantCulture, $" {x:0.###} {y:0.###}");
            }
        }
    }
}

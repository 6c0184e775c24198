using GenOps.Chaos.Matrix;

namespace GenOps.Chaos;

/// <summary>The results of a matrix for people.</summary>
internal static class ChaosTable
{
    public static void Write(IReadOnlyList<CellResult> results, TextWriter to)
    {
        to.WriteLine($"{"killed at",-16} {"cells",5} {"reached",7} {"succeeded",9} {"held",5} {"bills: 1",8} {"2",3}");
        foreach (var point in results.GroupBy(r => r.Cell.Point).OrderBy(g => g.Key))
        {
            to.WriteLine(
                $"{point.Key,-16} {point.Count(),5} {point.Count(r => r.Reached),7} {point.Count(r => r.End == "Succeeded"),9} "
                + $"{point.Count(r => r.End == "Held"),5} {point.Count(r => r.Bills == 1),8} {point.Count(r => r.Bills > 1),3}");
        }
    }
}

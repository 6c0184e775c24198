using GenOps.Core;
using GenOps.Core.Inference.Protocol.Spool;

namespace GenOps.Chaos.Invariants;

/// <summary>What a spool holds that the database has not. That an answer of its log is released stands in the memory of its process only.</summary>
internal static class SpoolRemains
{
    /// <summary>What is left, in plain words; empty where every answer was recorded.</summary>
    /// <param name="spool">The folder; it need not exist.</param>
    /// <param name="answered">The calls that the database has an answer of.</param>
    public static IEnumerable<string> Of(string spool, IReadOnlySet<ModelCallId> answered)
    {
        foreach (var file in Directory.Exists(spool) ? Directory.GetFiles(spool) : [])
        {
            var name = Path.GetFileName(file);
            if (!name.EndsWith(SpoolSegment.Ending, StringComparison.Ordinal) || !SpoolSegment.TryOf(file, out var segment))
            {
                yield return name;
                continue;
            }

            foreach (var piece in Pieces(segment))
            {
                if (piece.Holds == SpoolPart.Damaged) yield return $"a damaged part of {name}";
                if (piece is { Holds: SpoolPart.Whole, Call: { } call } && !answered.Contains(call)) yield return $"the answer of call {call} in {name}";
            }
        }
    }

    /// <summary>The calls whose answers a spool's log holds, released or not.</summary>
    public static IReadOnlySet<ModelCallId> InLog(string spool) => Directory.GetFiles(spool, "*" + SpoolSegment.Ending)
        .SelectMany(f => SpoolSegment.TryOf(f, out var segment) ? Pieces(segment) : [])
        .Where(p => p.Holds == SpoolPart.Whole).Select(p => p.Call!.Value).ToHashSet();

    private static SpoolPiece[] Pieces(SpoolSegment segment)
    {
        try
        {
            return [.. SpoolScan.Of(segment.Key, File.ReadAllBytes(segment.Path))];
        }
        catch (FileNotFoundException)
        {
            // Its server has no need of it any more.
            return [];
        }
    }
}

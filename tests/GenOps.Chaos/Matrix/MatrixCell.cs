using GenOps.Chaos.Cluster;
using GenOps.Core.Faults;
using GenOps.FakeProvider.Faults;

namespace GenOps.Chaos.Matrix;

/// <summary>What the provider does to the first call of a cell, after it has billed it.</summary>
public enum ProviderFault
{
    /// <summary>It answers.</summary>
    None,

    /// <summary>It cuts the connection before a byte of the answer.</summary>
    Drops,

    /// <summary>It cuts the connection in the middle of the body.</summary>
    CutsBody,

    /// <summary>It says 500.</summary>
    SaysError,

    /// <summary>It is slower than the timeout.</summary>
    TooSlow,
}

/// <summary>One combination: where the process dies, what the provider does meanwhile, and how it can be asked afterwards.</summary>
/// <param name="Point">The crash point.</param>
/// <param name="Fault">The provider's own fault.</param>
/// <param name="Mode">What the provider can do for recovery.</param>
public sealed record MatrixCell(CrashPoint Point, ProviderFault Fault, ProviderMode Mode)
{
    /// <summary>The crash points of a run's way where its steps go the hot way.</summary>
    private static readonly CrashPoint[] Hot =
    [
        CrashPoint.RunCommitted, CrashPoint.Taken, CrashPoint.Registered, CrashPoint.SendingRecorded,
        CrashPoint.AnswerAwaited, CrashPoint.BodyBegun, CrashPoint.Spooled, CrashPoint.Applied,
    ];

    /// <summary>The same where they go the slow way, K1 to K10.</summary>
    private static readonly CrashPoint[] Slow =
    [
        CrashPoint.RunCommitted, CrashPoint.Taken, CrashPoint.Claimed, CrashPoint.Intended, CrashPoint.SendingRecorded,
        CrashPoint.AnswerAwaited, CrashPoint.BodyBegun, CrashPoint.Spooled, CrashPoint.ResultCommitted, CrashPoint.Applied,
    ];

    /// <summary>The text in the request by which the provider knows the cell.</summary>
    public string Marker => $"cell-{Point}-{Fault}-{Mode.Name}";

    /// <summary>What the server is told for the cell's run.</summary>
    public string Plan => $"{Point} pause";

    /// <summary>What the provider is told; null when it is to answer.</summary>
    public Fault? ProviderPlan => Fault switch
    {
        ProviderFault.Drops => new Fault { Kind = FaultKind.Drop, Times = 1, Containing = Marker },
        ProviderFault.CutsBody => new Fault { Kind = FaultKind.CutBody, Times = 1, Containing = Marker },
        ProviderFault.SaysError => new Fault { Kind = FaultKind.ServerError, Bill = true, Times = 1, Containing = Marker },
        ProviderFault.TooSlow => new Fault { Kind = FaultKind.Hang, Bill = true, Times = 1, Containing = Marker },
        _ => null,
    };

    /// <summary>The crash points of one way.</summary>
    public static IReadOnlyList<CrashPoint> PointsOf(bool isHot) => isHot ? Hot : Slow;

    /// <summary>Every combination on one way.</summary>
    public static IEnumerable<MatrixCell> Full(bool isHot) =>
        from point in PointsOf(isHot)
        from fault in Enum.GetValues<ProviderFault>()
        from mode in ProviderMode.All
        select new MatrixCell(point, fault, mode);
}

namespace GenOps.Core.Inference.Protocol;

/// <summary>How long recovery waits. Set under <c>GenOps:Recovery</c>.</summary>
public sealed class RecoveryOptions
{
    /// <value>15 s. How long a claimed step belongs to its worker without a sign of life.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <value>3 s. How often lost steps and messages are looked for; less often, five times this at most, where looking takes long.</value>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(3);

    /// <value>2 s. How long a step waits after something in it threw; three times as long after the second time, five times where the database was in the way.</value>
    public TimeSpan BreakPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <value>30 s. How much longer ago than its provider's timeout a call must have been sent before it proves that it never arrived that its provider does not know it.</value>
    public TimeSpan LookUpGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>5 s. Between two look-ups of one call.</value>
    public TimeSpan LookUpPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <value>1 h. How long after a call was given up its provider is asked whether it charged it after all; so long the estimate of one that was sent again stands.</value>
    public TimeSpan LateChargeWindow { get; set; } = TimeSpan.FromHours(1);

    /// <value>$0.10. A call in doubt whose worst case is above it is held, below it is sent once more, unless the provider's setting says otherwise.</value>
    public Money HoldAbove { get; set; } = Money.FromUsd(0.10m);

    /// <value>6. How often one call is sent again after refusals, before its step fails.</value>
    public int MaxRefusals { get; set; } = 6;
}

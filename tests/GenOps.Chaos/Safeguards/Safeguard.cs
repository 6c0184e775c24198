namespace GenOps.Chaos.Safeguards;

/// <summary>What the protocol rests on; tests take one away at a time, to prove that the checks would notice.</summary>
public enum Safeguard
{
    /// <summary>Each request is posted once.</summary>
    SingleSend,

    /// <summary>Sending is recorded before the request is posted (T2).</summary>
    SendingRecorded,

    /// <summary>Only the holder of the lease changes a step.</summary>
    Fence,
}

namespace GenOps.Core.Inference.Protocol;

/// <summary>This process, as leases and calls name it. New at each start: a process that died does not come back under its name.</summary>
public sealed class NodeIdentity
{
    /// <summary>Machine, process and a random part.</summary>
    public string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..8]}";
}

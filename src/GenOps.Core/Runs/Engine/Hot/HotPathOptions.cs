namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>Set under <c>GenOps:HotPath</c>.</summary>
public sealed class HotPathOptions
{
    /// <value>True. Whether plain steps are worked on with one commit each; without it every step goes the slow way, with the same rows.</value>
    public bool Enabled { get; set; } = true;
}

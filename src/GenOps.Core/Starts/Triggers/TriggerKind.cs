namespace GenOps.Core.Starts.Triggers;

/// <summary>What starts a run from outside.</summary>
public enum TriggerKind
{
    /// <summary>A signed request over HTTP.</summary>
    Webhook,

    /// <summary>A file that appears in a watched folder.</summary>
    Folder,
}

namespace GenOps.Web.Endpoints;

/// <summary>What can be decided; that a decision was taken back is none.</summary>
internal enum ReviewChoice
{
    /// <summary>Good as it is.</summary>
    Approve,

    /// <summary>Good after changes.</summary>
    Edit,

    /// <summary>Not to be used.</summary>
    Reject,
}

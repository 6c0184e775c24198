namespace GenOps.Web.Endpoints;

/// <summary>Whether the providers from before failover within a tier take part in it.</summary>
/// <param name="Answer">True: they answer for others of their tier, and those for them.</param>
public sealed record AnswerFailoverBody(bool Answer);

namespace GenOps.Web.Endpoints;

/// <summary>Whose circuit to close.</summary>
/// <param name="Model">The model.</param>
public sealed record CloseCircuitBody(string Model);

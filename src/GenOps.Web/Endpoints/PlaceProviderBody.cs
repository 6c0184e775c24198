namespace GenOps.Web.Endpoints;

/// <summary>Where a provider stands among those of its tiers; what is left out stays as it is.</summary>
/// <param name="NeverFallback">True: it never answers for another.</param>
/// <param name="Order">1 to 999; the lowest is asked first.</param>
public sealed record PlaceProviderBody(bool? NeverFallback, int? Order);

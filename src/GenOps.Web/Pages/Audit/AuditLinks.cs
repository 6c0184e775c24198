namespace GenOps.Web.Pages.Audit;

/// <summary>Where an entry's object is shown.</summary>
public static class AuditLinks
{
    /// <summary>The page of an object; null for one that has none.</summary>
    /// <param name="objectType">As the entry names it.</param>
    /// <param name="objectId">The object's id or name.</param>
    /// <param name="pipelines">The names of pipelines, by which their pages are found.</param>
    public static string? Of(string objectType, string objectId, IReadOnlyDictionary<string, string> pipelines)
    {
        var id = Uri.EscapeDataString(objectId);
        return objectType switch
        {
            "run" => $"/operations/runs/{id}",
            "pipeline" => pipelines.TryGetValue(objectId, out var name) ? $"/pipelines/{Uri.EscapeDataString(name)}" : null,
            "review" => $"/review/{id}",
            "output" => $"/outputs/{id}",
            "call" => $"/calls/{id}",
            "budget" => $"/finance/budgets/{id}",
            "backfill" => $"/backfills/{id}",
            "price" => "/finance/prices",
            "assumption" => "/finance/assumptions",
            "provider" => "/settings/providers",
            "user" => "/settings/users",
            "apikey" => "/settings/api-keys",
            _ => null,
        };
    }
}

namespace GenOps.Web.Addresses;

/// <summary>Writes the query part of an address.</summary>
internal static class Query
{
    /// <summary>The pairs that have a value, escaped, in order; empty without any.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> pairs)
    {
        var parts = new List<string>();
        foreach (var (name, value) in pairs)
        {
            if (!string.IsNullOrEmpty(value)) parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}

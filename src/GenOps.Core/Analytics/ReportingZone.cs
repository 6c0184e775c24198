namespace GenOps.Core.Analytics;

/// <summary>Whose days, weeks and months reports are cut into.</summary>
/// <param name="Zone">The configured reporting time zone.</param>
public sealed record ReportingZone(TimeZoneInfo Zone);

using System.Globalization;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Alerts.Sources;

/// <summary>Calls in doubt, and providers that refuse every call or whose circuits are open.</summary>
internal sealed class CallAlerts(IOptions<AlertOptions> options, RunStandings standings, RerouteSuggestion reroutes) : IAlertSource
{
    /// <summary>Without any call for so long nobody can say that a provider is down.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);

    public IReadOnlyCollection<AlertKind> Kinds => [AlertKind.InDoubt, AlertKind.ProviderDown];

    public async Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var before = now.AddMinutes(-options.Value.InDoubtMinutes);
        var doubts = await db.ModelCalls.AsNoTracking().Where(c => c.State == CallState.InDoubt && c.EndedAt < before)
            .GroupBy(c => c.Provider).Select(g => new { Provider = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return
        [
            .. doubts.Select(d => new AlertFinding(
                AlertKind.InDoubt, d.Provider, $"Calls to {d.Provider} are in doubt",
                "Nobody knows whether they were charged; they are booked at their worst case. Look them up at the provider, and settle them on the run's page.",
                "/operations/runs?state=running", d.Count)),
            .. await DownAsync(db, now, cancellationToken),
        ];
    }

    private async Task<List<AlertFinding>> DownAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var since = now - Recent;
        var recent = db.ModelCalls.AsNoTracking().Where(c => c.EndedAt >= since);
        var refused = await recent.Where(c => c.State == CallState.Rejected || c.State == CallState.InDoubt)
            .Where(c => !recent.Any(s => s.Provider == c.Provider && s.EndedAt > c.EndedAt
                && (s.State == CallState.Responded || s.State == CallState.Applied || s.State == CallState.Unusable)))
            .GroupBy(c => c.Provider).Select(g => new { Provider = g.Key, Count = g.Count(), Last = g.Max(c => c.EndedAt) }).ToListAsync(cancellationToken);
        var findings = new List<AlertFinding>();
        foreach (var down in refused.Where(r => r.Count >= options.Value.DownCalls))
        {
            var problem = await db.ModelCalls.Where(c => c.Provider == down.Provider && c.EndedAt == down.Last).Select(c => c.Problem).FirstAsync(cancellationToken);
            findings.Add(new AlertFinding(
                AlertKind.ProviderDown, down.Provider, $"{down.Provider} takes no calls", $"The last {down.Count} were refused or gave no answer: {problem}", "/operations/providers", down.Count));
        }

        findings.AddRange(await OpenCircuitsAsync(db, findings, cancellationToken));
        var standing = await standings.NowAsync(db, cancellationToken);
        for (var i = 0; i < findings.Count; i++) findings[i] = await WithWayOutAsync(db, standing, findings[i], cancellationToken);
        return findings;
    }

    /// <summary>Where runs wait for it and another provider takes calls, the dialog that leads them there.</summary>
    private async Task<AlertFinding> WithWayOutAsync(GenOpsDbContext db, StandingNow standing, AlertFinding finding, CancellationToken cancellationToken)
    {
        var waiting = await standing.WaitingFor(db, db.Runs.Where(r => r.Money == MoneyMode.Live), WaitKind.Provider, finding.Target).CountAsync(cancellationToken);
        if (waiting == 0 || await reroutes.ForAsync(db, finding.Target, standing.At, cancellationToken) is not { } other) return finding;
        return finding with
        {
            WayOut = string.Create(CultureInfo.InvariantCulture, $"{waiting:#,##0} {(waiting == 1 ? "run waits" : "runs wait")} for {finding.Target}: reroute"),
            WayOutLink = $"/operations/reroutes?away={Uri.EscapeDataString(finding.Target)}&onto={Uri.EscapeDataString(other)}",
        };
    }

    /// <summary>Through an open circuit no calls go that could be counted; a provider that was found down above is not named again.</summary>
    private static async Task<IEnumerable<AlertFinding>> OpenCircuitsAsync(GenOpsDbContext db, List<AlertFinding> found, CancellationToken cancellationToken)
    {
        var open = await db.Circuits.AsNoTracking().Where(c => c.State != CircuitState.Closed).OrderBy(c => c.Model).ToListAsync(cancellationToken);
        return open.GroupBy(c => c.Provider).Where(g => !found.Exists(f => f.Target == g.Key)).Select(g => new AlertFinding(
            AlertKind.ProviderDown, g.Key, $"{g.Key} takes no calls for {string.Join(", ", g.Select(c => c.Model))}",
            $"The circuit is open; a call tries it again from time to time. The last failure: {g.First().Problem}", "/operations/providers", g.Count()));
    }
}

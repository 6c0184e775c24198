using System.Net;
using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Outbound;

/// <summary>Lets GenOps connect to a host and port that is not on the public internet. For administrators.</summary>
public sealed class AllowOutbound(CommandRunner runner, OutboundAllowances allowances)
{
    /// <summary>The longest reason, characters.</summary>
    public const int LongestReason = 500;

    /// <summary>Allows exactly this host and this port, from the next connection on.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="target">As <c>host:port</c>, or an address of the web.</param>
    /// <param name="reason">For whoever checks what is allowed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">It is no host and port, one that cannot be allowed, or no reason is given.</exception>
    /// <exception cref="ConflictException">It is allowed already.</exception>
    public async Task<OutboundAllowanceId> ExecuteAsync(Actor actor, string target, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        var (read, why) = Check(target, reason);
        return await runner.RunAsync(actor, scope => StageAsync(scope, read, why), cancellationToken);
    }

    private async Task<OutboundAllowanceId> StageAsync(CommandScope scope, OutboundTarget target, string reason)
    {
        scope.Afterward(allowances, allowances.Refresh);
        return await OutboundAllowances.AddAsync(scope, target, reason) ?? throw new ConflictException($"{target} is allowed already.");
    }

    private static (OutboundTarget Target, string Reason) Check(string text, string reason)
    {
        var problems = new List<FieldProblem>();
        if (!OutboundTarget.TryRead(text, out var target))
            problems.Add(new FieldProblem("target", $"'{text}' is no host with a port.", "Write it as 10.0.0.5:8080, localhost:11434 or [fd00::5]:8080."));
        else if (IPAddress.TryParse(target.Host, out var address) && AddressRanges.KindOf(address) is var kind && kind != AddressKind.Public && !kind.CanBeAllowed())
            problems.Add(new FieldProblem("target", $"{target.Host} is {kind.InWords()}.", "Only the configuration can name it, by the address itself."));
        var why = reason.Trim();
        if (why.Length is 0 or > LongestReason)
            problems.Add(new FieldProblem("reason", $"An allowance needs a reason of at most {LongestReason} characters.", "Say what stands there, for whoever checks what is allowed."));
        return problems.Count == 0 ? (target, why) : throw new InvalidInputException(problems);
    }
}

using GenOps.Core;
using GenOps.Core.Outbound;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>Which hosts and ports inside the network GenOps may connect to.</summary>
public sealed partial class OutboundPage
{
    private OutboundPicture? _picture;
    private string _target = "";
    private string _reason = "";
    private OutboundAllowanceId? _ending;

    [Inject]
    public required OutboundQuery Outbound { get; set; }

    [Inject]
    public required AllowOutbound Allow { get; set; }

    [Inject]
    public required EndOutbound End { get; set; }

    /// <inheritdoc />
    protected override async Task ReadAsync() => _picture = await Outbound.ReadAsync(Actor, CancellationToken.None);

    private async Task AllowAsync()
    {
        if (await TryAsync(() => Allow.ExecuteAsync(Actor, _target, _reason, CancellationToken.None), "It is allowed from the next connection on."))
            (_target, _reason) = ("", "");
    }

    private async Task EndAsync(OutboundAllowanceRow row)
    {
        await TryAsync(() => End.ExecuteAsync(Actor, row.Id, CancellationToken.None), $"{row.Target} is refused from now on.");
        _ending = null;
    }
}

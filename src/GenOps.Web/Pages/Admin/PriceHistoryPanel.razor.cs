using GenOps.Core;
using GenOps.Core.Pricing;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>All that was recorded of one model, with a way to end a price.</summary>
public sealed partial class PriceHistoryPanel
{
    private PriceSheetLine? _withdrawing;
    private DateTime _from;
    private string _reason = "";

    [Parameter, EditorRequired]
    public required string Provider { get; set; }

    [Parameter, EditorRequired]
    public required string Model { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<PriceSheetLine> Lines { get; set; }

    [Parameter]
    public bool MayChange { get; set; }

    /// <summary>Why the last withdrawal was refused; null when it was not.</summary>
    [Parameter]
    public string? Refusal { get; set; }

    [Parameter]
    public EventCallback<WithdrawPriceRequest> OnWithdraw { get; set; }

    [Parameter]
    public EventCallback OnRecord { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    private static string What(PriceSheetLine line)
    {
        var words = MeterWords.Of(line.Meter);
        var text = char.ToUpperInvariant(words[0]) + words[1..];
        if (line.Variant.Length > 0) text += $", {line.Variant}";
        if (line.ContextAbove > 0) text += $", above {line.ContextAbove:#,##0} input tokens";
        return line.ServiceTier == ServiceTiers.Standard ? text : $"{text} ({line.ServiceTier})";
    }

    private void Begin(PriceSheetLine line)
    {
        _withdrawing = line;
        _from = Time.UtcNow().Date;
        _reason = "";
    }

    private async Task SendAsync()
    {
        if (_withdrawing is not { } line) return;
        _withdrawing = null;
        await OnWithdraw.InvokeAsync(new WithdrawPriceRequest(line.Id, DateTime.SpecifyKind(_from, DateTimeKind.Utc), _reason));
    }
}

using System.Globalization;
using GenOps.Web.Demonstration;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Welcome;

/// <summary>Makes, opens and puts away the demonstration; for administrators.</summary>
public sealed partial class DemonstrationPanel : IDisposable
{
    private string? _hindrance;

    [Inject]
    public required DemonstrationServer Demonstration { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private DemonstrationState State => Demonstration.State;

    private Uri Seen => new(Navigation.BaseUri);

    /// <summary>Null while nobody can say how far it is.</summary>
    private long? Value => State is { Stage: DemonstrationStage.Filling, Calls: > 0 } ? State.Calls : null;

    private string Status => State.Stage switch
    {
        DemonstrationStage.Absent => $"{Number(Demonstration.Calls)} calls, made in some seconds.",
        DemonstrationStage.Filling => $"{Number(State.Calls)} of {Number(State.Of)} calls made…",
        DemonstrationStage.Opening => "The year is made; its pages are starting…",
        DemonstrationStage.Open => "It ends with GenOps. Putting it away deletes it.",
        _ => "It is made already. Putting it away deletes it.",
    };

    /// <inheritdoc />
    public void Dispose() => Demonstration.Changed -= Refresh;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        _hindrance = Demonstration.Hindrance(Seen);
        Demonstration.Changed += Refresh;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private void Refresh() => _ = InvokeAsync(StateHasChanged);

    private Task<bool> OpenAsync() => ActAsync(actor => Demonstration.BeginAsync(actor, Seen, CancellationToken.None));

    private Task<bool> RemoveAsync() => ActAsync(actor => Demonstration.RemoveAsync(actor, CancellationToken.None));
}

using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Web.Components.Inputs;
using GenOps.Web.Demonstration;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace GenOps.Web.Pages.Welcome;

/// <summary>The first minutes: a run on a text of one's own, what the samples did, and the models there are.</summary>
public sealed partial class WelcomePage : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private TextFields? _fields;
    private FirstSteps? _steps;
    private IReadOnlyList<DiscoveredProvider>? _found;
    private IReadOnlyList<string> _configured = [];
    private bool _hasSample;
    private bool _canOperate;
    private bool _isAdmin;
    private bool _looks;
    private bool _seesCosts;

    [Inject]
    public required IOptions<InputLimits> Limits { get; set; }

    [Inject]
    public required FirstStepsQuery Steps { get; set; }

    [Inject]
    public required PipelineDetailQuery Pipelines { get; set; }

    [Inject]
    public required ProductAddress Product { get; set; }

    [Inject]
    public required IProviderRegistry Providers { get; set; }

    [Inject]
    public required LocalProviderDiscovery Discovery { get; set; }

    [Inject]
    public required StartRun Start { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IJSRuntime Js { get; set; }

    private bool ShowsYear => _isAdmin && !Product.IsDemonstration;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        if (_fields is not null) await _fields.DisposeAsync();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var actor = await Actors.GetAsync();
        (_canOperate, _isAdmin) = (actor.Is(Roles.Operator), actor.Is(Roles.Admin));
        (_looks, _seesCosts) = (actor.MayRead(ReadArea.Settings) && !Product.IsDemonstration, actor.MayRead(ReadArea.Figures));
        _configured = [.. Providers.Configured.Select(p => p.Name)];
        _steps = await Steps.ReadAsync(actor, _gone.Token);
        _hasSample = await Pipelines.FindAsync(actor, WelcomeWords.Pipeline, _gone.Token) is { Definition: not null };
        StateHasChanged();
        if (!_looks) return;
        try
        {
            var found = await Discovery.FindAsync(actor, _gone.Token);
            _found = [.. found.Where(p => !_configured.Contains(p.Name))];
        }
        catch (OperationCanceledException)
        {
            // The page went while it was looking.
        }
    }

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused) => refused is InvalidInputException ? string.Join(" ", FieldProblems.Select(p => $"{p.Problem} {p.Cure}")) : base.Told(refused);

    private Task<bool> StartAsync() => ActAsync(async actor =>
    {
        _fields ??= new TextFields(Js, "./" + Assets["js/text-fields.js"]);
        var text = await _fields.ReadAsync("paste", Limits.Value.InputBytes)
            ?? throw new InvalidInputException(WelcomeWords.Input, $"The text is longer than {InputLimits.Words(Limits.Value.InputBytes)}.", "Shorten it.");
        var inputs = new Dictionary<string, InputValue> { [WelcomeWords.Input] = new InputValue.Text(text) };
        var run = await Start.ExecuteAsync(
            actor, new StartRunRequest(WelcomeWords.Pipeline, inputs, MoneyMode.Sandbox, "manual"), CancellationToken.None);
        Navigation.NavigateTo($"/operations/runs/{run}");
    });
}

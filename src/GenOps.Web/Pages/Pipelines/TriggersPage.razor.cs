using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Starts.Triggers;
using GenOps.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using InputType = GenOps.Core.Pipelines.Definitions.InputType;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>All triggers with what came in last, their switches, and a form for a new one.</summary>
public sealed partial class TriggersPage
{
    private readonly Dictionary<string, string> _given = [];
    private readonly HashSet<string> _fixed = [];
    private IReadOnlyList<TriggerRow>? _rows;
    private IReadOnlyList<string> _pipelines = [];
    private PipelineDefinition? _definition;
    private string? _secret;
    private string _name = "";
    private string _pipeline = "";
    private string _folder = "";
    private string _fileInput = "";
    private int _settle = SaveTrigger.DefaultSettle;
    private TriggerKind _kind;
    private MoneyMode _money;
    private bool _canOperate;
    private LiveRefresh? _live;

    [Inject]
    public required TriggerQuery Triggers { get; set; }

    [Inject]
    public required PipelineOverviewQuery Pipelines { get; set; }

    [Inject]
    public required PipelineDetailQuery Details { get; set; }

    [Inject]
    public required ModelNeeds Needs { get; set; }

    [Inject]
    public required SaveTrigger Save { get; set; }

    [Inject]
    public required EnableTrigger Enable { get; set; }

    [Inject]
    public required RotateTriggerSecret Rotate { get; set; }

    [Inject]
    public required RemoveTrigger Remove { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private IReadOnlyList<InputDeclaration> Inputs => _definition?.Inputs ?? [];

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused) => refused is InvalidInputException ? null : base.Told(refused);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _pipelines = await Pipelines.NamesAsync(await Actors.GetAsync(), CancellationToken.None);
        await ChooseAsync(_pipelines.Count > 0 ? _pipelines[0] : null);
        await RefreshAsync();
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(async () =>
        {
            await RefreshAsync();
            StateHasChanged();
        }));
    }

    protected override async Task RefreshAsync() => _rows = await Triggers.ReadAsync(await Actors.GetAsync(), CancellationToken.None);

    private async Task ChooseAsync(string? pipeline)
    {
        if (pipeline is null) return;
        _pipeline = pipeline;
        _definition = (await Details.FindAsync(await Actors.GetAsync(), pipeline, CancellationToken.None))?.Definition;
        _fileInput = Inputs.FirstOrDefault(i => i.Type is InputType.File or InputType.Files or InputType.Text)?.Name ?? "";
        _money = _definition is null || Needs.MissingFor(_definition, MoneyMode.Live).Count > 0 ? MoneyMode.Sandbox : MoneyMode.Live;
        _given.Clear();
        _fixed.Clear();
    }

    private void Fix(string input, bool always) => _ = always ? _fixed.Add(input) : _fixed.Remove(input);

    private void Give(string input, object? value) => _given[input] = value?.ToString() ?? "";

    private async Task MakeAsync()
    {
        var given = _given.Where(g => g.Value.Trim().Length > 0 && Inputs.Any(i => i.Name == g.Key)).ToList();
        var webhook = _kind == TriggerKind.Webhook;
        await ActAsync(async actor =>
        {
            var made = await Save.ExecuteAsync(
                actor,
                new SaveTriggerRequest
                {
                    Pipeline = _pipeline,
                    Name = _name,
                    Kind = _kind,
                    Money = _money,
                    Inputs = new JsonObject(given.Where(g => (!webhook && g.Key != _fileInput) || (webhook && _fixed.Contains(g.Key))).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Value))),
                    Mapping = given.Where(g => webhook && !_fixed.Contains(g.Key)).ToDictionary(g => g.Key, g => g.Value),
                    Folder = _folder,
                    FileInput = webhook ? "" : _fileInput,
                    SettleSeconds = _settle,
                },
                CancellationToken.None);
            (_secret, _name, _folder) = (made.Secret, "", "");
        });
    }

    private async Task RotateAsync(TriggerRow row)
    {
        var sure = await Dialogs.ShowMessageBoxAsync($"A new secret for {row.Name}?", "Requests signed with the old one are refused from now on.", "Make a new one", cancelText: "Keep it");
        if (sure == true) await ActAsync(async actor => _secret = await Rotate.ExecuteAsync(actor, row.Id, CancellationToken.None));
    }

    private async Task RemoveAsync(TriggerRow row)
    {
        var sure = await Dialogs.ShowMessageBoxAsync($"Remove {row.Name}?", "The runs it started and the files stay.", "Remove", cancelText: "Keep it");
        if (sure == true) await ActAsync(actor => Remove.ExecuteAsync(actor, row.Id, CancellationToken.None));
    }
}

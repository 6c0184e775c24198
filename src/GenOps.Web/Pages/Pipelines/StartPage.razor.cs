using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;
using GenOps.Core.Runs.Starting;
using GenOps.Web.Components.Inputs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>Starts a pipeline by hand, once or once for each of many files.</summary>
public sealed partial class StartPage
{
    private readonly Dictionary<string, string> _start = [];
    private InputFields? _inputs;
    private PipelineDetail? _pipeline;
    private IReadOnlyList<IBrowserFile> _chosen = [];
    private IReadOnlyList<string> _lacking = [];
    private string _carrier = "";
    private MoneyMode _money;
    private RunPriority _priority;
    private bool _many;
    private bool _missing;
    private bool _canOperate;

    [Inject]
    public required IOptions<InputLimits> Limits { get; set; }

    [Inject]
    public required PipelineDetailQuery Details { get; set; }

    [Inject]
    public required ModelNeeds Needs { get; set; }

    [Inject]
    public required StartRun Start { get; set; }

    [Inject]
    public required StartRunPerFile StartPerFile { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>The pipeline.</summary>
    [Parameter]
    public required string Name { get; set; }

    /// <summary>The inputs a file can be given for.</summary>
    private List<InputDeclaration> Carriers =>
        [.. _pipeline!.Definition!.Inputs.Where(i => i.Type is InputType.File or InputType.Files or InputType.Text).OrderBy(i => i.Type == InputType.Text ? 1 : 0)];

    private List<InputDeclaration> Asked => [.. _pipeline!.Definition!.Inputs.Where(i => !_many || i.Name != _carrier)];

    private SamplePipeline? Sample => _pipeline!.IsSample ? SamplePipelines.All.FirstOrDefault(s => s.Name == _pipeline.Name) : null;

    private string? Obstacle => _pipeline switch
    {
        { Enabled: false } => "This pipeline is disabled, so no run starts. Enable it first.",
        { Pause: { } pause } => $"This pipeline is paused by {pause.By}: {pause.Reason}",
        _ => null,
    };

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _pipeline = await Details.FindAsync(await Actors.GetAsync(), Name, CancellationToken.None);
        _missing = _pipeline?.Definition is null;
        if (_pipeline?.Definition is not { } definition) return;
        _lacking = Needs.MissingFor(definition, MoneyMode.Live);
        _money = _lacking.Count == 0 ? MoneyMode.Live : MoneyMode.Sandbox;
        _priority = _pipeline.Limits.Priority;
        _carrier = Carriers.FirstOrDefault()?.Name ?? "";
    }

    private Task<bool> StartAsync() => ActAsync(async actor =>
    {
        var request = Request(await _inputs!.ReadAsync(CancellationToken.None));
        if (!_many)
        {
            var run = await Start.ExecuteAsync(actor, request, CancellationToken.None);
            Navigation.NavigateTo($"/operations/runs/{run}");
            return;
        }

        var files = await FileChoice.ReadAsync(_carrier, _chosen, Limits.Value, CancellationToken.None);
        await StartPerFile.ExecuteAsync(actor, request, _carrier, files, CancellationToken.None);
        Navigation.NavigateTo($"/operations/runs?pipeline={_pipeline!.Name}&money={_money.ToString().ToLowerInvariant()}");
    });

    private Task<bool> StartExampleAsync() => ActAsync(async actor =>
    {
        var run = await Start.ExecuteAsync(actor, Request(InputValue.FromJson(Sample!.ExampleInputs)), CancellationToken.None);
        Navigation.NavigateTo($"/operations/runs/{run}");
    });

    private StartRunRequest Request(IReadOnlyDictionary<string, InputValue> inputs) => new(_pipeline!.Name, inputs, _money, "manual") { Priority = _priority };

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused)
    {
        if (refused is not InvalidInputException { Problems: var problems }) return base.Told(refused);
        var fields = _pipeline!.Definition!.Inputs.Select(i => i.Name).ToHashSet();
        return problems.FirstOrDefault(p => !fields.Contains(p.Field)) is { } other ? $"{other.Problem} {other.Cure}" : "Nothing was started: see the fields.";
    }

    /// <inheritdoc />
    protected override Task RefreshAsync() => FieldProblems.Count > 0 ? _inputs!.FocusAsync(FieldProblems[0].Field) : Task.CompletedTask;
}

using System.Globalization;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Web.Components.Inputs;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Operations;

/// <summary>Starts a new run from an earlier one: with other inputs, another version, or from a later step.</summary>
public sealed partial class RunAgainPage
{
    private InputFields? _inputs;
    private RerunForm? _form;
    private RunId _id;
    private string? _from;
    private string _reason = "";
    private bool _missing;
    private bool _canOperate;

    [Parameter]
    public required string Id { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [Inject]
    public required RerunFormQuery Forms { get; set; }

    [Inject]
    public required RerunRun Rerun { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private IReadOnlyList<(string, string)> Versions => [.. _form!.Versions.Select(v => ($"{v}", $"Version {v}"))];

    private IReadOnlyList<(string, string)> Steps => [.. _form!.Definition.Steps.Select(s => (s.Id, s.Id))];

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _missing = !Core.Id.TryParse(Id, out _id);
        _from = From;
        if (!_missing) await LoadAsync(null);
    }

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused) => refused is InvalidInputException ? "Nothing was started: see the fields." : base.Told(refused);

    private async Task LoadAsync(int? version)
    {
        _form = await Forms.FindAsync(await Actors.GetAsync(), _id, version, CancellationToken.None);
        _missing = _form is null;
        if (_form is not null && _form.Definition.Steps.All(s => s.Id != _from)) _from = null;
    }

    private Task ChooseVersionAsync(string? version) =>
        LoadAsync(int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);

    private Task<bool> StartAsync() => ActAsync(async actor =>
    {
        var request = new RerunRequest(_id)
        {
            FromStep = _from,
            Inputs = await _inputs!.ReadAsync(CancellationToken.None),
            Version = _form!.Version,
            Reason = _reason.Trim(),
        };
        Navigation.NavigateTo($"/operations/runs/{await Rerun.ExecuteAsync(actor, request, CancellationToken.None)}");
    });
}

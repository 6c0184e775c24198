using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MudBlazor;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>Writes a definition: checked as it is typed, kept as a draft, published as a version.</summary>
public sealed partial class EditorPage
{
    private static readonly DefinitionProblem TooLong = new(
        1, 1, "", $"The definition has more than {DefinitionCheck.MostCharacters:N0} characters.", "Shorten its templates, or split it into two pipelines.");

    private YamlEditor? _editor;
    private PipelineText? _source;
    private IReadOnlyList<DefinitionProblem>? _problems;
    private string? _text;
    private string? _stated;
    private int _opened;
    private bool _canEdit;
    private bool _dirty;
    private bool _missing;

    [Inject]
    public required PipelineTextQuery Texts { get; set; }

    [Inject]
    public required DefinitionCheck Check { get; set; }

    [Inject]
    public required PipelineDrafts Drafts { get; set; }

    [Inject]
    public required PublishPipeline Publish { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IJSRuntime Js { get; set; }

    /// <summary>The pipeline; null for a new one.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The sample a new one starts from.</summary>
    [SupplyParameterFromQuery]
    public string? Sample { get; set; }

    /// <summary>An earlier version to go on from.</summary>
    [SupplyParameterFromQuery]
    public int? Version { get; set; }

    /// <summary>A draft to go on from.</summary>
    [SupplyParameterFromQuery]
    public string? Draft { get; set; }

    private string? Subtitle => _source switch
    {
        null => Name is null ? "A YAML file that names its inputs, steps and outputs." : null,
        { Version: { } number } => $"Version {number} by {_source.Author}. Publishing makes a new version; runs under way keep theirs.",
        _ => $"A draft saved by {_source.Author} on {_source.At:yyyy-MM-dd HH:mm} UTC, not published yet.",
    };

    private string? OtherName => Name is not null && _stated is not null && _stated != Name ? _stated : null;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _canEdit = (await Actors.GetAsync()).Is(Roles.Operator);
        _source = await SourceAsync();
        _missing = Name is not null && _source is null;
        _text = Name is null ? DraftText.CopyOf(Sample) ?? DraftText.Blank : _source?.Yaml;
        Forget();
        _dirty = false;
        _opened++;
        if (_text is not null) Judge(_text);
    }

    private async Task<PipelineText?> SourceAsync()
    {
        if (Name is null) return null;
        if (Version is { } number) return await Texts.VersionAsync(await Actors.GetAsync(), Name, number, CancellationToken.None);
        if (Id.TryParse<PipelineDraftId>(Draft, out var draft)) return await Texts.DraftAsync(await Actors.GetAsync(), Name, draft, CancellationToken.None);
        return await Texts.ToEditAsync(await Actors.GetAsync(), Name, CancellationToken.None);
    }

    private void OnChanged(string? text)
    {
        _dirty = true;
        Forget();
        Judge(text);
    }

    private void Judge(string? text)
    {
        _problems = text is null ? [TooLong] : Check.Validate(text).Problems;
        _stated = text is null ? null : DraftText.NameIn(text);
    }

    private Task SaveDraftAsync() => WithTextAsync(async (actor, text) =>
    {
        var name = Name ?? _stated ?? throw new InvalidInputException("name", "A draft is kept under its pipeline's name.", "Add a line such as name: my-pipeline.");
        await Drafts.SaveAsync(actor, name, text, CancellationToken.None);
        _dirty = false;
        Snackbar.Add($"Draft of {name} saved", Severity.Success);
        if (Name is null) Navigation.NavigateTo($"/pipelines/{name}/edit", replace: true);
    });

    private Task PublishAsync() => WithTextAsync(async (actor, text) =>
    {
        var published = await Publish.ExecuteAsync(actor, text, CancellationToken.None);
        _dirty = false;
        Snackbar.Add(published.IsNew ? $"Version {published.Number} is active" : $"Version {published.Number} says the same; it is active", Severity.Success);
        Navigation.NavigateTo($"/pipelines/{_stated}");
    });

    /// <summary>Does something with the text as it stands; whatever comes of it, the text stays in the editor.</summary>
    private async Task WithTextAsync(Func<Actor, string, Task> act)
    {
        var done = await ActAsync(async actor =>
        {
            var text = await _editor!.ReadAsync();
            Judge(text);
            await act(actor, text ?? throw new ConflictException(TooLong.ToString()));
        });
        if (done || Refused is not InvalidDefinitionException { Problems: var problems }) return;
        _problems = problems;
        await _editor!.GoToAsync(problems[0].Line, problems[0].Column);
    }

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused) => refused is InvalidDefinitionException
        ? "It was not published: see the problems. Nothing is lost; you can save it as a draft."
        : base.Told(refused);

    private async Task AskBeforeLeavingAsync(LocationChangingContext context)
    {
        if (_dirty && !await Js.InvokeAsync<bool>("confirm", "Your changes are not saved. Leave anyway?")) context.PreventNavigation();
    }
}

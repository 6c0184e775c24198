using System.Globalization;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>Two versions of a pipeline, line by line; which two is in the address.</summary>
public sealed partial class ComparePage
{
    private IReadOnlyList<PipelineVersionRow>? _versions;
    private IReadOnlyList<DiffLine>? _lines;
    private int _from;
    private int _to;
    private bool _whole;

    [Inject]
    public required PipelineDetailQuery Details { get; set; }

    [Inject]
    public required PipelineTextQuery Texts { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>The pipeline.</summary>
    [Parameter]
    public required string Name { get; set; }

    /// <summary>The earlier version; the one before the latest without it.</summary>
    [SupplyParameterFromQuery]
    public int? From { get; set; }

    /// <summary>The later version; the latest without it.</summary>
    [SupplyParameterFromQuery]
    public int? To { get; set; }

    private RenderFragment Options => builder =>
    {
        foreach (var version in _versions!)
        {
            builder.OpenElement(0, "option");
            builder.AddAttribute(1, "value", version.Number);
            builder.AddContent(2, $"version {version.Number}, {version.Author}");
            builder.CloseElement();
        }
    };

    private string Summary => (_lines!.Count(l => l.Kind == DiffLineKind.Added), _lines!.Count(l => l.Kind == DiffLineKind.Removed)) switch
    {
        (0, 0) => "The texts are the same.",
        var (added, removed) => $"{added} {(added == 1 ? "line" : "lines")} added, {removed} removed",
    };

    private IEnumerable<DiffLine?> Shown => _whole ? _lines! : DiffExcerpt.Of(_lines!);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _versions = (await Details.FindAsync(await Actors.GetAsync(), Name, CancellationToken.None))?.Versions ?? [];
        _lines = null;
        if (_versions.Count == 0) return;
        _to = To ?? _versions[0].Number;
        _from = From ?? _to - 1;
        var before = await Texts.VersionAsync(await Actors.GetAsync(), Name, _from, CancellationToken.None);
        var after = await Texts.VersionAsync(await Actors.GetAsync(), Name, _to, CancellationToken.None);
        if (before is not null && after is not null) _lines = DefinitionDiff.Between(before.Yaml, after.Yaml);
    }

    private void Choose(object? from, object? to) => Navigation.NavigateTo(string.Create(CultureInfo.InvariantCulture, $"/pipelines/{Name}/compare?from={from}&to={to}"));

    private static string Mark(DiffLine line) => line.Kind switch
    {
        DiffLineKind.Added => "+",
        DiffLineKind.Removed => "−",
        _ => "",
    };
}

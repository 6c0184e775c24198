using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Components.Layout;

/// <summary>A page, or a part of one: tells the <see cref="PageStage"/> it stands on when it reads for new parameters.</summary>
public abstract class PagePart : ComponentBase
{
    private bool _began;

    /// <summary>Null where it stands on none, as in a dialog.</summary>
    [CascadingParameter]
    public PageStage? Stage { get; set; }

    /// <inheritdoc />
    public override Task SetParametersAsync(ParameterView parameters)
    {
        // They cannot be looked at after a wait.
        parameters.SetParameterProperties(this);
        var isFirst = !_began;
        _began = true;
        return Stage is null ? ReadAsync() : Stage.WhileReadingAsync(GetType(), isFirst, ReadAsync);
    }

    private Task ReadAsync() => base.SetParametersAsync(ParameterView.Empty);
}

using GenOps.Core;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace GenOps.Web.Components.Inputs;

/// <summary>The fields of a pipeline's declared inputs. The browser keeps what is typed; it is read once, when it is asked for.</summary>
public sealed partial class InputFields : IAsyncDisposable
{
    private readonly Dictionary<string, IReadOnlyList<IBrowserFile>> _files = [];
    private TextFields? _fields;

    [Inject]
    public required IOptions<InputLimits> Limits { get; set; }

    [Inject]
    public required IJSRuntime Js { get; set; }

    /// <summary>The inputs to ask for, in their order.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<InputDeclaration> Inputs { get; set; }

    /// <summary>What was wrong with what was given; shown at its field.</summary>
    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    /// <summary>Texts the fields open with, by name; else the declared default.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, string> Start { get; set; } = new Dictionary<string, string>();

    /// <summary>Keeps the ids of two forms on one page apart.</summary>
    [Parameter]
    public string Prefix { get; set; } = "in";

    /// <summary>What was given, by name; what was left out is not in it.</summary>
    /// <exception cref="InvalidInputException">A text or file is too large to be read; the binding checks all else.</exception>
    public async Task<Dictionary<string, InputValue>> ReadAsync(CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, InputValue>();
        var problems = new List<FieldProblem>();
        foreach (var input in Inputs)
        {
            try
            {
                if (await ValueAsync(input, cancellationToken) is { } value) values[input.Name] = value;
            }
            catch (InvalidInputException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        return problems.Count == 0 ? values : throw new InvalidInputException(problems);
    }

    /// <summary>Puts the cursor into a field.</summary>
    public Task FocusAsync(string input) => _fields?.FocusAsync($"{Prefix}-{input}") ?? Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_fields is not null) await _fields.DisposeAsync();
    }

    private async Task<InputValue?> ValueAsync(InputDeclaration input, CancellationToken cancellationToken)
    {
        if (_files.TryGetValue(input.Name, out var chosen) && chosen.Count > 0)
        {
            var files = await FileChoice.ReadAsync(input.Name, chosen, Limits.Value, cancellationToken);
            return input.Type == InputType.Files ? new InputValue.Files(files) : files[0];
        }

        if (input.Type is InputType.File or InputType.Files) return null;
        _fields ??= new TextFields(Js, "./" + Assets["js/text-fields.js"]);
        var text = await _fields.ReadAsync(IdOf(input), Limits.Value.InputBytes)
            ?? throw new InvalidInputException(input.Name, $"'{input.Label}' is longer than {InputLimits.Words(Limits.Value.InputBytes)}.", "Shorten it, or split it over several runs.");
        return text.Length == 0 ? null : new InputValue.Text(text);
    }

    private string IdOf(InputDeclaration input) => $"{Prefix}-{input.Name}";

    private string NoteOf(InputDeclaration input) => $"{Prefix}-{input.Name}-note";

    private string? StartOf(InputDeclaration input) => Start.GetValueOrDefault(input.Name) ?? input.Default?.ToString();

    private string Invalid(InputDeclaration input) => Problems.Any(p => p.Field == input.Name) ? "true" : "false";
}

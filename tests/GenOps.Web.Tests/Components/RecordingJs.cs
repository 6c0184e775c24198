using Microsoft.JSInterop;

namespace GenOps.Web.Tests.Components;

/// <summary>A browser that writes down what it is asked, and hands out further ones for objects.</summary>
internal sealed class RecordingJs : IJSRuntime, IJSObjectReference
{
    /// <summary>All that was asked of this object, in order.</summary>
    public List<(string Identifier, object?[] Args)> Calls { get; } = [];

    /// <summary>The objects handed out, by what was called.</summary>
    public Dictionary<string, RecordingJs> Made { get; } = [];

    /// <summary>Whether the .NET side let go of it.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Every answer waits for this, as that of a slow browser.</summary>
    public Task Answering { get; set; } = Task.CompletedTask;

    public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
    {
        Calls.Add((identifier, args ?? []));
        await Answering;
        if (typeof(TValue) != typeof(IJSObjectReference)) return default!;
        var made = Made[identifier] = new RecordingJs();
        return (TValue)(object)made;
    }

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
        InvokeAsync<TValue>(identifier, args);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}

using Bunit;
using GenOps.Web.Auth;
using GenOps.Web.Pages.Pipelines;
using GenOps.Web.Tests.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class YamlEditorTests : BunitContext
{
    private readonly RecordingJs _browser = new();

    public YamlEditorTests()
    {
        Services.AddMudServices();
        AddAuthorization();
        Services.AddSingleton<IJSRuntime>(_browser).AddSingleton<ActorAccessor>();
    }

    private RecordingJs Module => _browser.Made["import"];

    [Fact]
    public async Task Dispose_WhileTheScriptLoads_OpensNoEditorAndReleasesIt()
    {
        var loading = new TaskCompletionSource();
        _browser.Answering = loading.Task;
        Render<YamlEditor>(p => p.Add(e => e.Text, "name: mine"));
        await DisposeComponentsAsync();

        await Renderer.Dispatcher.InvokeAsync(loading.SetResult);

        Assert.Empty(Module.Calls);
        Assert.True(Module.IsDisposed);
    }

    [Fact]
    public async Task Dispose_OfAnEditor_ClosesItAndReleasesAll()
    {
        Render<YamlEditor>(p => p.Add(e => e.Text, "name: mine"));
        var editor = Module.Made["openEditor"];

        await DisposeComponentsAsync();

        Assert.Equal("close", Assert.Single(editor.Calls).Identifier);
        Assert.True(editor.IsDisposed);
        Assert.True(Module.IsDisposed);
    }
}

using Bunit;
using GenOps.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Components.Layout;

/// <summary>What stands while a page reads.</summary>
public sealed class PageStageTests : BunitContext
{
    public PageStageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public void Navigate_ToAPageThatReadsWithoutALetUp_ShowsItsHeaderAndASkeletonBefore()
    {
        string? before = null;
        IRenderedComponent<PageStage>? stage = null;
        stage = Render<PageStage>(p => p.Add(s => s.Page, typeof(string)).Add(s => s.ChildContent, Page(() => { })));
        stage.WaitForAssertion(() => Assert.Contains("The page", stage.Markup, StringComparison.Ordinal));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/operations/runs");

        stage.Render(p => p.Add(s => s.Page, typeof(int)).Add(s => s.ChildContent, Page(() => before = stage.Markup)));

        stage.WaitForAssertion(() => Assert.Contains("The page", stage.Markup, StringComparison.Ordinal));
        Assert.NotNull(before);
        Assert.Contains(">Runs</h1>", before, StringComparison.Ordinal);
        Assert.Contains("skeleton", before, StringComparison.Ordinal);
        Assert.DoesNotContain("The page", before, StringComparison.Ordinal);
        JSInterop.VerifyInvoke("genopsAnswering.shown", 2);
    }

    [Fact]
    public void Render_TheSamePageWithOtherParameters_KeepsIt()
    {
        var made = 0;
        var stage = Render<PageStage>(p => p.Add(s => s.Page, typeof(string)).Add(s => s.ChildContent, Page(() => made++)));
        stage.WaitForAssertion(() => Assert.Contains("The page", stage.Markup, StringComparison.Ordinal));

        stage.Render(p => p.Add(s => s.ChildContent, Page(() => made++)));

        Assert.Contains("The page", stage.Markup, StringComparison.Ordinal);
        Assert.Equal(1, made);
    }

    private static RenderFragment Page(Action onReading) => builder =>
    {
        builder.OpenComponent<ReadingPage>(0);
        builder.AddAttribute(1, nameof(ReadingPage.OnReading), onReading);
        builder.CloseComponent();
    };

    private sealed class ReadingPage : ComponentBase
    {
        [Parameter]
        public required Action OnReading { get; set; }

        protected override void OnInitialized() => OnReading();

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, "The page");
    }
}

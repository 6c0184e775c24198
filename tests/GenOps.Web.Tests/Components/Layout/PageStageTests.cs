using Bunit;
using GenOps.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Components.Layout;

/// <summary>What stands while a page reads.</summary>
public sealed class PageStageTests : BunitContext
{
    private static readonly ShownPage First = new(typeof(ReadingPage), "Id=1");
    private readonly List<string> _before = [];
    private TaskCompletionSource? _slow;
    private IRenderedComponent<PageStage>? _stage;

    private IRenderedComponent<PageStage> Stage => _stage ?? throw new InvalidOperationException("No page is shown yet.");

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public PageStageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => this);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData(typeof(OtherPage), "Id=1")]
    [InlineData(typeof(ReadingPage), "Id=2")]
    public void Navigate_ToAnotherPageOrItem_ShowsItsHeaderAndASkeletonBeforeItReads(Type kind, string item)
    {
        Show(First);
        Navigation.NavigateTo("/operations/runs");

        Stage.Render(p => p.Add(s => s.Page, new ShownPage(kind, item)));

        Stage.WaitForAssertion(() => Assert.Equal(2, _before.Count));
        Assert.Contains(">Runs</h1>", _before[1], StringComparison.Ordinal);
        Assert.Contains("skeleton", _before[1], StringComparison.Ordinal);
        Assert.DoesNotContain("The page", _before[1], StringComparison.Ordinal);
        Stage.WaitForAssertion(() => Assert.Contains("The page", Stage.Markup, StringComparison.Ordinal));
        JSInterop.VerifyInvoke("genopsAnswering.shown", 2);
    }

    [Fact]
    public void Navigate_ToAnotherFilter_MarksWhatIsShownBeforeItReadsAndUntilItHasRead()
    {
        Show(First);
        _slow = new TaskCompletionSource();

        Choose("failed");

        Stage.WaitForAssertion(() => Assert.Equal(2, _before.Count));
        Assert.Contains("The page", _before[1], StringComparison.Ordinal);
        AssertBusy(true, _before[1]);
        AssertBusy(true, Stage.Markup);

        _slow.SetResult();
        Stage.WaitForAssertion(() => AssertBusy(false, Stage.Markup));
        Assert.Contains("The page: failed", Stage.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Navigate_ToAnotherFilterWhoseReadingFails_LeavesNoMark()
    {
        Show(First);
        _slow = new TaskCompletionSource();
        Choose("failed");
        Stage.WaitForAssertion(() => AssertBusy(true, Stage.Markup));

        _slow.SetException(new InvalidOperationException("The database is away."));

        Assert.IsType<InvalidOperationException>(await Renderer.UnhandledException);
        AssertBusy(false, Stage.Markup);
    }

    [Fact]
    public void Read_AgainAtTheSameAddress_IsNotMarked()
    {
        Show(First);
        Choose("failed");
        Stage.WaitForAssertion(() => AssertBusy(false, Stage.Markup));
        _slow = new TaskCompletionSource();

        Stage.FindComponent<ReadingPage>().Render();

        Assert.Equal(3, _before.Count);
        AssertBusy(false, Stage.Markup);
        _slow.SetResult();
    }

    [Fact]
    public void Navigate_WithinAPageThatTurnsItsItemsItself_LeavesItToThePage()
    {
        var turning = new ShownPage(typeof(TurningPage), "");
        Show(turning);
        _slow = new TaskCompletionSource();

        Choose("failed");

        Assert.Equal(2, _before.Count);
        AssertBusy(false, Stage.Markup);
        _slow.SetResult();
    }

    [Fact]
    public void Of_Route_IsOneForEachItemButNotWhereThePageTurnsThemItself()
    {
        ShownPage At(Type kind, int id) => ShownPage.Of(new RouteData(kind, new Dictionary<string, object?> { ["Id"] = id }));

        Assert.NotEqual(At(typeof(ReadingPage), 1), At(typeof(ReadingPage), 2));
        Assert.Equal(At(typeof(ReadingPage), 1), At(typeof(ReadingPage), 1));
        Assert.Equal(At(typeof(TurningPage), 1), At(typeof(TurningPage), 2));
    }

    [Fact]
    public void Pages_AllOfThem_TellTheirStageWhenTheyRead()
    {
        var parts = typeof(PageStage).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("GenOps.Web.Pages", StringComparison.Ordinal) == true && t.IsAssignableTo(typeof(ComponentBase)))
            .ToList();

        Assert.NotEmpty(parts);
        Assert.Empty(parts.Where(t => !t.IsAssignableTo(typeof(PagePart))).Select(t => t.FullName));
    }

    private void Show(ShownPage page)
    {
        _stage = Render<PageStage>(p => p.Add(s => s.Page, page).Add(s => s.ChildContent, Content));
        Stage.WaitForAssertion(() => Assert.Contains("The page", Stage.Markup, StringComparison.Ordinal));
    }

    private void Content(RenderTreeBuilder builder)
    {
        builder.OpenComponent(0, _stage?.Instance.Page?.Kind ?? First.Kind);
        // As the framework does it: a page is told what has changed only.
        builder.AddAttribute(1, nameof(ReadingPage.Filter), new Uri(Navigation.Uri).Query.Split('=')[^1]);
        builder.CloseComponent();
    }

    private Task Read()
    {
        _before.Add(_stage?.Markup ?? "");
        return _slow?.Task ?? Task.CompletedTask;
    }

    private void Choose(string filter)
    {
        Navigation.NavigateTo($"/operations/runs?state={filter}");
        Stage.Render(p => p.Add(s => s.ChildContent, Content));
    }

    private static void AssertBusy(bool busy, string markup) => Assert.Equal(busy, markup.Contains("aria-busy=\"true\"", StringComparison.Ordinal));

    private class ReadingPage : PagePart
    {
        private string? _shown;

        [Parameter]
        public string? Filter { get; set; }

        [Inject]
        public required PageStageTests Test { get; set; }

        protected override async Task OnParametersSetAsync()
        {
            await Test.Read();
            _shown = Filter;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, $"The page: {_shown}");
    }

    private sealed class OtherPage : ReadingPage;

    [TurnsItems]
    private sealed class TurningPage : ReadingPage;
}

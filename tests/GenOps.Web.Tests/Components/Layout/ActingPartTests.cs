using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Web.Auth;
using GenOps.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Components.Layout;

/// <summary>What the base of all pages tells of an act, and of what cannot be read.</summary>
public sealed class ActingPartTests : BunitContext, IAsyncLifetime
{
    private readonly List<string> _seen = [];

    public ActingPartTests()
    {
        Services.AddMudServices();
        Services.AddScoped<ActorAccessor>();
        AddAuthorization().SetAuthorized("ada").SetRoles(Roles.Operator);
    }

    private IEnumerable<string?> Said => Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(s => s.Message);

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task ActAsync_Done_IsAsThePersonSaysSoAndRefreshes()
    {
        var part = Show();

        var done = await part.InvokeAsync(() => part.Instance.DoAsync(actor => Note($"{actor.Name}, busy {part.Instance.Busy}"), "It is done."));

        Assert.True(done);
        Assert.Equal(["ada, busy True", "refreshed"], _seen);
        Assert.Equal(["It is done."], Said);
        Assert.Equal("False//", part.Markup);
    }

    [Fact]
    public async Task ActAsync_Refused_SaysWhyAndRefreshesAllTheSame()
    {
        var part = Show();

        var done = await part.InvokeAsync(() => part.Instance.DoAsync(_ => throw new ConflictException("Somebody was faster."), "It is done."));

        Assert.False(done);
        Assert.Equal(["refreshed"], _seen);
        Assert.Empty(Said);
        Assert.Equal("False/Somebody was faster./", part.Markup);
    }

    [Fact]
    public async Task ActAsync_DoneAfterARefusal_SaysNoMoreOfIt()
    {
        var part = Show();
        await part.InvokeAsync(() => part.Instance.DoAsync(_ => throw new InvalidInputException("name", "It is taken.", "Choose another.")));
        Assert.Equal("name", Assert.Single(part.Instance.Wrong).Field);

        await part.InvokeAsync(() => part.Instance.DoAsync(_ => Task.CompletedTask));

        Assert.Empty(part.Instance.Wrong);
        Assert.Equal("False//", part.Markup);
    }

    [Fact]
    public async Task ActAsync_FaultOfOurOwn_GoesOnAndLeavesNothingBusy()
    {
        var part = Show();

        await Assert.ThrowsAsync<InvalidOperationException>(() => part.InvokeAsync(() => part.Instance.DoAsync(_ => throw new InvalidOperationException("Ours."))));

        Assert.False(part.Instance.Busy);
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task TryReadAsync_WhatIsNotThere_SaysWhyUntilItIs()
    {
        var part = Show();

        await part.InvokeAsync(() => part.Instance.LookAsync(() => throw new NotFoundException("There is none.")));
        Assert.Equal("There is none.", part.Instance.Missing);

        await part.InvokeAsync(() => part.Instance.LookAsync(() => Task.CompletedTask));
        Assert.Null(part.Instance.Missing);
    }

    [Fact]
    public async Task TryReadAsync_BrokenOff_IsNoProblemWhereThePersonLeft()
    {
        var part = Show();
        using var leaving = new CancellationTokenSource();
        Task Broken() => throw new OperationCanceledException();

        await Assert.ThrowsAsync<OperationCanceledException>(() => part.InvokeAsync(() => part.Instance.LookAsync(Broken, leaving.Token)));
        await leaving.CancelAsync();
        await part.InvokeAsync(() => part.Instance.LookAsync(Broken, leaving.Token));

        Assert.Null(part.Instance.Missing);
    }

    private IRenderedComponent<Part> Show() => Render<Part>(p => p.Add(x => x.Seen, _seen));

    private Task Note(string what)
    {
        _seen.Add(what);
        return Task.CompletedTask;
    }

    private sealed class Part : ActingPart
    {
        [Parameter]
        public required List<string> Seen { get; set; }

        public bool Busy => IsBusy;

        public string? Missing => Unread;

        public IReadOnlyList<FieldProblem> Wrong => FieldProblems;

        public Task<bool> DoAsync(Func<Actor, Task> act, string? done = null) => ActAsync(act, done);

        public Task LookAsync(Func<Task> read, CancellationToken leaving = default) => TryReadAsync(read, leaving);

        protected override Task RefreshAsync()
        {
            Seen.Add("refreshed");
            return Task.CompletedTask;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, $"{IsBusy}/{Problem}/{Unread}");
    }
}

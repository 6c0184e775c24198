using System.Net;
using GenOps.Core;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Review;

public sealed class ArtifactEndpointsTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Get_WithoutSigningIn_GivesNothing()
    {
        var id = await AddAsync("a.png", "image/png", [1, 2, 3]);
        using var client = server.NewClient();

        using var answer = await client.GetAsync($"/artifacts/{id}");

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Redirect, HttpStatusCode.Found, HttpStatusCode.Unauthorized });
    }

    [Theory]
    [InlineData("a.png", "image/png", "", null)]
    [InlineData("a.png", "image/png", "?download=true", "attachment")]
    [InlineData("a.html", "text/html", "", "attachment")]
    [InlineData("a.svg", "image/svg+xml", "", "attachment")]
    public async Task Get_SignedIn_HandsOutTheFileSoThatItCannotRun(string name, string mediaType, string query, string? disposition)
    {
        var id = await AddAsync(name, mediaType, "<script>alert(1)</script>"u8.ToArray());
        using var client = server.NewClient();
        await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);

        using var answer = await client.GetAsync($"/artifacts/{id}{query}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(disposition, answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("default-src 'none'; sandbox", string.Join("; ", answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("<script>alert(1)</script>", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_UnknownOrErased_SaysWhich()
    {
        var id = await AddAsync("gone.txt", "text/plain", "gone"u8.ToArray());
        await using (var db = Open())
            await db.Blobs.Where(b => b.Hash == BlobHash.Of("gone")).ExecuteUpdateAsync(set => set.SetProperty(b => b.ErasedAt, Noon));
        using var client = server.NewClient();
        await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);

        using var erased = await client.GetAsync($"/artifacts/{id}");
        using var unknown = await client.GetAsync($"/artifacts/{Guid.NewGuid()}");

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.NotFound), (erased.StatusCode, unknown.StatusCode));
    }

    private GenOpsDbContext Open() => server.App.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContext();

    private async Task<ArtifactId> AddAsync(string name, string mediaType, byte[] content)
    {
        await using var db = Open();
        var hash = await BlobStore.PutAsync(db, content, mediaType, Noon, CancellationToken.None);
        var artifact = new Artifact
        {
            Id = Id.New<ArtifactId>(),
            RevisionId = Id.New<OutputRevisionId>(),
            OutputId = Id.New<OutputId>(),
            StepId = "posts",
            Name = name,
            MediaType = mediaType,
            ContentHash = hash,
            Length = content.Length,
        };
        db.Add(artifact);
        await db.SaveChangesAsync();
        return artifact.Id;
    }
}

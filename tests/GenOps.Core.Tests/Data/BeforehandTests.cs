using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data;

public abstract class BeforehandTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Go_WhatNobodyForesaw_IsMadeOutsideAndTheTransactionBegunAgain()
    {
        var before = new Beforehand(Database.Contexts);
        var attempts = 0;

        await before.GoAsync(() => WriteAsync(before, () => attempts++, "one", "two"), CancellationToken.None);

        await using var db = Open();
        Assert.Equal((2, 2), (attempts, await db.Blobs.CountAsync()));
    }

    [Fact]
    public async Task Go_WhatWasMadeBefore_IsNotMadeAgain()
    {
        var before = new Beforehand(Database.Contexts);
        await before.GoAsync(() => Task.FromResult(before.Of([Making("one")])), CancellationToken.None);
        var attempts = 0;

        await before.GoAsync(() => WriteAsync(before, () => attempts++, "one"), CancellationToken.None);

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Go_OtherThingsAtEachAttempt_ComesToAnEndAndLeavesNothing()
    {
        var before = new Beforehand(Database.Contexts);
        var attempts = 0;

        await Assert.ThrowsAsync<NotMadeException>(
            () => before.GoAsync(() => WriteAsync(before, () => { }, "kept", $"other {attempts++}"), CancellationToken.None));

        await using var db = Open();
        Assert.Equal(0, await db.Blobs.CountAsync());
    }

    [Fact]
    public async Task Go_MakingThatFails_SaysWhy()
    {
        var before = new Beforehand(Database.Contexts);

        var error = await Assert.ThrowsAsync<ConflictException>(() => before.GoAsync(
            () => Task.FromResult(before.Of<string>("a", _ => throw new ConflictException("no"))), CancellationToken.None));

        Assert.Equal("no", error.Message);
    }

    private async Task<bool> WriteAsync(Beforehand before, Action begun, params string[] texts)
    {
        begun();
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        foreach (var content in before.Of(texts.Select(Making).ToList())) await BlobStore.PutAsync(db, content, DateTime.UnixEpoch, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static Making<BlobContent> Making(string text) => new(text, _ => Task.FromResult(BlobContent.OfText(text, "text/plain")));
}

public sealed class BeforehandTestsOnSqlite() : BeforehandTests(DatabaseKind.Sqlite);

public sealed class BeforehandTestsOnPostgres() : BeforehandTests(DatabaseKind.Postgres);

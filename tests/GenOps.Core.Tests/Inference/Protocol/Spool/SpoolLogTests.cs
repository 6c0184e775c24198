using System.Text;
using GenOps.Core.Inference.Protocol.Spool;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace GenOps.Core.Tests.Inference.Protocol.Spool;

/// <summary>The log by itself: what it keeps, finds again, and lets go.</summary>
public sealed class SpoolLogTests : IDisposable
{
    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("genops-spool-").FullName, "spool");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    [Fact]
    public async Task Append_AnswersOfEveryShape_AreFoundByTheNextLifeAsTheyWere()
    {
        SpooledAnswer[] kept =
        [
            Answer("one"), Answer(""), Answer("three") with { ProviderRef = null }, Answer("four") with { ProviderRef = "" }, Answer("five") with { CutAt = 16 << 20, ProviderRef = "réf" },
        ];
        var log = Log();
        foreach (var answer in kept) await log.AppendAsync(answer);

        var next = Log();
        Assert.True(next.Look());
        foreach (var answer in kept)
        {
            var found = await SpoolLog.ReadAsync(Assert.Single(next.Of(answer.Call)), CancellationToken.None);
            Assert.Equivalent(answer, found, strict: true);
        }
    }

    [Fact]
    public async Task Append_ManyWhileOneFlushRuns_ShareTheNext()
    {
        using var first = new ManualResetEventSlim();
        var flushes = 0;
        var log = Log(flush: file =>
        {
            if (Interlocked.Increment(ref flushes) == 1) first.Wait();
            RandomAccess.FlushToDisk(file);
        });
        var alone = log.AppendAsync(Answer("alone"));
        while (Volatile.Read(ref flushes) == 0) await Task.Yield();
        var many = Enumerable.Range(0, 1_500).Select(i => log.AppendAsync(Answer($"answer {i}"))).ToList();
        Assert.DoesNotContain(many.Append(alone), t => t.IsCompleted);
        first.Set();
        await Task.WhenAll(many.Append(alone));

        Assert.Equal(2, flushes);
        var next = Log();
        next.Look();
        Assert.Equal(1_501, next.Calls.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Look_TornAtAnyByteOfTheLastRecord_FindsAllBeforeIt(bool inRoomThatWasMade)
    {
        var log = Log();
        var (first, last) = (await log.AppendAsync(Answer("the first")), await log.AppendAsync(Answer("the last")));
        var file = Assert.Single(Directory.GetFiles(folder));
        var content = await File.ReadAllBytesAsync(file);
        for (var cut = (int)last.Offset; cut < last.Offset + last.Length; cut++)
        {
            await File.WriteAllBytesAsync(file, inRoomThatWasMade ? [.. content[..cut], .. new byte[content.Length - cut]] : content[..cut]);
            var next = Log();
            Assert.True(next.Look());
            Assert.Equal([first.Call], next.Calls);
            Assert.Equal([file], Directory.GetFiles(folder));
        }
    }

    [Fact]
    public async Task Look_DamagedLastRecord_IsSetAside()
    {
        var log = Log();
        var (first, last) = (await log.AppendAsync(Answer("the first")), await log.AppendAsync(Answer("the last")));
        var file = Assert.Single(Directory.GetFiles(folder));
        var content = await File.ReadAllBytesAsync(file);
        content[last.Offset + SpoolFrame.HeadBytes] ^= 1;
        await File.WriteAllBytesAsync(file, content);

        var next = Log();
        Assert.True(next.Look());

        Assert.Equal([first.Call], next.Calls);
        Assert.Single(Directory.GetFiles(folder, $"{last.Call}.unreadable"));
    }

    [Fact]
    public async Task Look_DamageThatCannotBeSetAside_KeepsTheFileAndFindsTheOthers()
    {
        var log = Log();
        var (damaged, good) = (await log.AppendAsync(Answer("the damaged")), await log.AppendAsync(Answer("the good")));
        var file = Assert.Single(Directory.GetFiles(folder));
        var content = await File.ReadAllBytesAsync(file);
        content[SpoolFrame.HeadBytes] ^= 1;
        await File.WriteAllBytesAsync(file, content);
        Directory.CreateDirectory(Path.Combine(folder, $"{damaged.Call}.unreadable"));

        var next = Log();
        Assert.True(next.Look());
        next.Release(Assert.Single(next.Of(good.Call)));

        Assert.Equal([file], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Look_FileThatCannotBeRead_SaysSoUntilItCan()
    {
        var mark = await Log().AppendAsync(Answer("kept"));
        // It leads to itself, which no right and no root can read.
        var loop = Path.Combine(folder, $"{Guid.NewGuid():N}.log");
        File.CreateSymbolicLink(loop, loop);

        var next = Log();
        Assert.False(next.Look());
        Assert.False(next.Look());
        Assert.Equal([mark.Call], next.Calls);
        File.Delete(loop);

        Assert.True(next.Look());
    }

    [Fact]
    public async Task Look_DamagedAtAnyByteOfTheMiddleRecord_SetsItAsideAndFindsTheOthers()
    {
        var log = Log();
        var (first, middle, last) = (await log.AppendAsync(Answer("the first")), await log.AppendAsync(Answer("the middle")), await log.AppendAsync(Answer("the last")));
        var file = Assert.Single(Directory.GetFiles(folder));
        var content = await File.ReadAllBytesAsync(file);
        for (var at = (int)middle.Offset; at < last.Offset; at++)
        {
            var damaged = content.ToArray();
            damaged[at] ^= 0x40;
            await File.WriteAllBytesAsync(file, damaged);
            var next = Log();
            Assert.True(next.Look());

            Assert.Equal(new[] { first.Call, last.Call }.ToHashSet(), next.Calls.ToHashSet());
            var aside = Assert.Single(Directory.GetFiles(folder, "*.unreadable"));
            // The head names the call, unless the damage is there.
            var name = at < middle.Offset + SpoolFrame.HeadBytes ? $"{Path.GetFileNameWithoutExtension(file)}-{middle.Offset}" : middle.Call.ToString();
            Assert.Equal(name, Path.GetFileNameWithoutExtension(aside));
            Assert.Equal(damaged[(int)middle.Offset..(int)last.Offset], await File.ReadAllBytesAsync(aside));
            File.Delete(aside);
        }
    }

    [Fact]
    public async Task Look_DamagedAnswerThatHoldsARecord_GivesOutNoAnswerOfItsMaking()
    {
        var inner = await Log().AppendAsync(Answer("of another file"));
        var outer = await Log().AppendAsync(new SpooledAnswer(Id.New<ModelCallId>(), await File.ReadAllBytesAsync(inner.Segment.Path), "ref"));
        File.Delete(inner.Segment.Path);
        var content = await File.ReadAllBytesAsync(outer.Segment.Path);
        content[40] ^= 1;
        await File.WriteAllBytesAsync(outer.Segment.Path, content);

        var next = Log();
        Assert.True(next.Look());

        Assert.Empty(next.Calls);
        Assert.Equal([$"{outer.Segment.Key:N}-0.unreadable"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Release_AllOfAFullFile_RemovesItAndNoOther()
    {
        var log = Log(segmentBytes: 300);
        var marks = new List<SpoolMark>();
        for (var i = 0; i < 9; i++) marks.Add(await log.AppendAsync(Answer($"an answer of a hundred bytes or more, with its head, which is number {i}")));
        var files = marks.Select(m => m.Segment.Path).Distinct().ToList();
        Assert.Equal(3, files.Count);

        foreach (var mark in marks.Where(m => m.Segment.Path == files[1])) log.Release(mark);
        log.Release(marks[0]);
        log.Release(marks[0]);

        Assert.Equal(new[] { files[0], files[2] }.ToHashSet(), Directory.GetFiles(folder).ToHashSet());
        Assert.Equal(5, log.Calls.Count);
    }

    [Fact]
    public async Task Tidy_WhenAllIsReleased_RemovesTheFileAndTheNextAnswerBeginsAnother()
    {
        var log = Log();
        var (first, second) = (await log.AppendAsync(Answer("first")), await log.AppendAsync(Answer("second")));
        log.Release(first);
        log.Tidy();
        Assert.Single(Directory.GetFiles(folder));
        log.Release(second);
        await UntilTidyAsync(log);

        var third = await log.AppendAsync(Answer("third"));

        Assert.Equal([third.Segment.Path], Directory.GetFiles(folder));
        Assert.NotEqual(first.Segment.Key, third.Segment.Key);
    }

    [Fact]
    public async Task Append_FlushThatFails_SaysSoAndLosesNothingBeforeOrAfter()
    {
        var fails = false;
        var log = Log(flush: file =>
        {
            if (fails) throw new IOException("The test lets the disk fail.");
            RandomAccess.FlushToDisk(file);
        });
        var before = await log.AppendAsync(Answer("before"));
        fails = true;
        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(Answer("refused")));
        fails = false;
        var after = await log.AppendAsync(Answer("after"));

        var next = Log();
        next.Look();
        Assert.Equal(new[] { before.Call, after.Call }.ToHashSet(), next.Calls.ToHashSet());
        Assert.Equal(next.Calls.ToHashSet(), log.Calls.ToHashSet());
        Assert.NotEqual(before.Segment.Key, after.Segment.Key);
    }

    [Fact]
    public async Task Append_PlaceThatTakesNothing_SaysSoAndGoesOnWhenItDoes()
    {
        await File.WriteAllTextAsync(folder, "in its place");
        var log = Log();
        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(Answer("refused")));
        File.Delete(folder);

        var mark = await log.AppendAsync(Answer("taken"));

        Assert.Equal([mark.Call], log.Calls);
    }

    private SpoolLog Log(long segmentBytes = 8 << 20, Action<SafeFileHandle>? flush = null) => new(folder, NullLogger.Instance, segmentBytes, flush);

    private static SpooledAnswer Answer(string body) => new(Id.New<ModelCallId>(), Encoding.UTF8.GetBytes(body), "ref");

    /// <summary>Whoever appended is told a moment before its writer rests.</summary>
    private async Task UntilTidyAsync(SpoolLog log)
    {
        while (Directory.GetFiles(folder).Length > 0)
        {
            log.Tidy();
            await Task.Yield();
        }
    }
}

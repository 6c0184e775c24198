using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class DefinitionDiffTests
{
    [Fact]
    public void Between_TwoTexts_NumbersTheLinesOfBoth() =>
        Assert.Equal(
            [
                new DiffLine(DiffLineKind.Same, 1, 1, "name: a"),
                new DiffLine(DiffLineKind.Removed, 2, null, "tier: small"),
                new DiffLine(DiffLineKind.Added, null, 2, "tier: standard"),
                new DiffLine(DiffLineKind.Same, 3, 3, "  end"),
                new DiffLine(DiffLineKind.Added, null, 4, "more"),
            ],
            DefinitionDiff.Between("name: a\ntier: small\n  end", "name: a\ntier: standard\n  end\nmore"));

    [Fact]
    public void Between_ChangedIndentation_IsAChange() =>
        Assert.Contains(DefinitionDiff.Between("a:\n  b", "a:\n    b"), l => l.Kind == DiffLineKind.Added);

    [Fact]
    public void Between_TheSameText_HasNoChange() =>
        Assert.All(DefinitionDiff.Between("a\nb", "a\nb"), l => Assert.Equal(DiffLineKind.Same, l.Kind));
}

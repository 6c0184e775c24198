using GenOps.Testing;

namespace GenOps.Core.Tests.Inference.Providers;

public sealed class FailoverSettingTests
{
    [Fact]
    public void Readme_TableOfSettings_TellsTheSettingAndItsDefault()
    {
        var row = Assert.Single(File.ReadLines(Path.Combine(Repository.Root, "README.md")), line => line.StartsWith("| `GenOps__Failover` |", StringComparison.Ordinal));

        Assert.Contains("an upgraded installation is asked", row, StringComparison.Ordinal);
    }
}

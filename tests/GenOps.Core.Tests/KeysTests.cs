using System.Reflection;
using System.Text.Json;

namespace GenOps.Core.Tests;

/// <summary>What every key is, and each for itself.</summary>
public sealed class KeysTests
{
    [Fact]
    public void Keys_StatedRows_EachHaveOneOfTheirOwn()
    {
        var stated = typeof(KeysAttribute).Assembly.GetCustomAttribute<KeysAttribute>()!.Rows;

        Assert.Equal(stated.Select(row => row + "Id").Order(StringComparer.Ordinal), All.Select(key => key.Name).Order(StringComparer.Ordinal));
        Assert.Contains(typeof(RunId), All);
    }

    [Fact]
    public void Keys_AllOfThem_AreTheirBareUuidInTextAndJson()
    {
        foreach (var key in All) typeof(KeysTests).GetMethod(nameof(AssertBare), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(key).Invoke(null, null);
    }

    [Fact]
    public void TryParse_NoUuid_IsFalse() => Assert.False(Id.TryParse<RunId>("7", out _));

    private static IReadOnlyList<Type> All { get; } = [.. typeof(IId<>).Assembly.GetTypes().Where(t => t.IsValueType && t.GetInterfaces().Any(i => i.Name == "IId`1"))];

    private static void AssertBare<T>()
        where T : struct, IId<T>
    {
        var key = Id.New<T>();

        Assert.Equal(key.Value.ToString(), key.ToString());
        Assert.Equal($"\"{key.Value}\"", JsonSerializer.Serialize(key));
        Assert.Equal(key, JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(key)));
        Assert.True(Id.TryParse<T>(key.ToString(), out var read));
        Assert.Equal(key, read);
        Assert.NotEqual(key, Id.New<T>());
    }
}

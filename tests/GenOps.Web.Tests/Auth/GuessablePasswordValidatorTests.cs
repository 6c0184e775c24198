using GenOps.Web.Auth;

namespace GenOps.Web.Tests.Auth;

public sealed class GuessablePasswordValidatorTests
{
    [Theory]
    [InlineData("password12345")]
    [InlineData("Genops123456")]
    [InlineData("adminadmin2026")]
    [InlineData("lovelace.ada1")]
    public void IsGuessable_WellKnownPartsOnly_IsTrue(string password) =>
        Assert.True(GuessablePasswordValidator.IsGuessable("lovelace.ada@example.com", password));

    [Theory]
    [InlineData("plum tractor violin 42")]
    [InlineData("gT7#kq2!Lw9z")]
    [InlineData("my password is a poem")]
    public void IsGuessable_MoreThanThose_IsFalse(string password) =>
        Assert.False(GuessablePasswordValidator.IsGuessable("lovelace.ada@example.com", password));
}

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
    [InlineData("leavemealone")]
    [InlineData("MailCreated5240")]
    [InlineData("--dragon-2026-11-28--")]
    [InlineData("dragondragon")]
    [InlineData("monkeymonkeymonkey77")]
    [InlineData("C0unterStrike!!")]
    [InlineData("5up3rn4tur4l")]
    public void IsCommon_OnTheListPlainOrDisguised_IsTrue(string password) => Assert.True(GuessablePasswordValidator.IsCommon(password));

    [Theory]
    [InlineData("plum tractor violin 42")]
    [InlineData("gT7#kq2!Lw9z")]
    [InlineData("dragon football comet")]
    [InlineData("842091736455102")]
    [InlineData("")]
    public void IsCommon_SeveralWordsOrChance_IsFalse(string password) => Assert.False(GuessablePasswordValidator.IsCommon(password));

    [Fact]
    public void Read_ListOfThePinnedPackage_HoldsAtLeastTenThousand() => Assert.InRange(CommonPasswords.Read().Count, 10_000, 100_000);

    [Theory]
    [InlineData("plum tractor violin 42")]
    [InlineData("gT7#kq2!Lw9z")]
    [InlineData("my password is a poem")]
    public void IsGuessable_MoreThanThose_IsFalse(string password) =>
        Assert.False(GuessablePasswordValidator.IsGuessable("lovelace.ada@example.com", password));
}

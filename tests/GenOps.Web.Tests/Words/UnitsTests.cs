using GenOps.Web.Words;

namespace GenOps.Web.Tests.Words;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("12.8 % of 1,494; up 0.29 × since", "12.8\u00A0% of 1,494; up 0.29\u00A0× since")]
    [InlineData("24 × 3 minutes", "24\u00A0× 3 minutes")]
    [InlineData("nothing of % or ×", "nothing of % or ×")]
    [InlineData(null, null)]
    public void Unbroken_SignsAfterNumbers_StayWithThem(string? text, string? expected) => Assert.Equal(expected, Units.Unbroken(text));
}

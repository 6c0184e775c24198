using Bunit;
using GenOps.Web.Components.Layout;
using GenOps.Web.Demonstration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Components.Layout;

public sealed class DemonstrationNoticeTests : BunitContext
{
    [Fact]
    public void Notice_InADemonstration_LeadsBackToTheProduct()
    {
        Services.AddSingleton(new ProductAddress(new Uri("http://genops.lan:5080/")));

        var notice = Render<DemonstrationNotice>();

        Assert.Contains("none of this happened", notice.Markup, StringComparison.Ordinal);
        Assert.Equal("http://genops.lan:5080/welcome", notice.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Notice_InTheProduct_IsNotThere()
    {
        Services.AddSingleton(ProductAddress.None);

        Assert.Empty(Render<DemonstrationNotice>().Markup.Trim());
    }
}

using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Web.Pages.Admin;

namespace GenOps.Web.Tests.Pages.Admin;

public sealed class ProviderFormTests
{
    [Fact]
    public void Of_SavedProvider_NeverHoldsItsKey()
    {
        var row = new ProviderRow(
            "openai", "https://api.openai.com/v1", HasKey: true, new Dictionary<Tier, string> { [Tier.Small] = "gpt-4o-mini" }, FromEnvironment: false,
            LookUp: true, Idempotent: false, Streaming: false, 90, InDoubtPolicy.Hold, null);

        var form = ProviderForm.Of(row);

        Assert.Equal(("", true, true), (form.ApiKey, form.HasKey, form.IsSaved));
        var draft = form.ToDraft();
        Assert.Null(draft.ApiKey);
        Assert.Equal(new Dictionary<Tier, string> { [Tier.Small] = "gpt-4o-mini" }, draft.Models);
        Assert.Equal((true, 90, InDoubtPolicy.Hold), (draft.LookUp, draft.TimeoutSeconds, draft.InDoubtPolicy!.Value));
    }

    [Fact]
    public void Of_KeyInTheEnvironment_IsReadOnlyWhenTheCommandNeedsIt()
    {
        const string variable = "GENOPS_TEST_PROVIDER_FORM_KEY";
        Environment.SetEnvironmentVariable(variable, "sk-of-the-environment");
        var form = ProviderForm.Of(new DiscoveredProvider("openai", "OpenAI", new Uri("https://api.openai.com/v1"), [], variable));

        Assert.Equal("", form.ApiKey);
        Assert.Equal("sk-of-the-environment", form.ToDraft().ApiKey);
        form.ApiKey = "sk-entered";
        Assert.Equal("sk-entered", form.ToDraft().ApiKey);
    }
}

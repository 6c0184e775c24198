using GenOps.Core;
using GenOps.Core.Outbound;
using GenOps.Web.Demonstration;
using Microsoft.Extensions.Configuration;

namespace GenOps.Web.Tests.Demonstration;

public sealed class DemonstrationRegistrationTests
{
    private static readonly string[] OfADemonstration = [$"--{ProductAddress.Setting}=http://localhost:5080/", "--data", "folder"];

    [Fact]
    public void KeepToCommandLine_InADemonstration_ForgetsEverythingElse()
    {
        using var settings = Settings();

        settings.KeepToCommandLine(ProductAddress.From(OfADemonstration), OfADemonstration);

        Assert.Null(settings["ConnectionStrings:GenOps"]);
        Assert.Equal("folder", settings["data"]);
    }

    [Fact]
    public void KeepToCommandLine_InTheProduct_ChangesNothing()
    {
        using var settings = Settings();

        settings.KeepToCommandLine(ProductAddress.From(["--data", "folder"]), ["--data", "folder"]);

        Assert.Equal("Host=db", settings["ConnectionStrings:GenOps"]);
    }

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("api.example.com")]
    [InlineData("127.0.0.1")]
    public async Task NoWayOut_AskedForAnyHost_RefusesInWords(string host)
    {
        var guard = new OutboundGuard(OutboundNames.Read(new ConfigurationBuilder().Build()), new Nothing(), new NoWayOut(), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => guard.InspectAsync(new OutboundTarget(host, 443), CancellationToken.None));
        await Assert.ThrowsAsync<NotConnectedException>(async () => await guard.ConnectAsync(new OutboundTarget(host, 443), CancellationToken.None));

        Assert.Contains("your own GenOps", refused.Message, StringComparison.Ordinal);
    }

    private static ConfigurationManager Settings()
    {
        var settings = new ConfigurationManager();
        settings.AddInMemoryCollection([new("ConnectionStrings:GenOps", "Host=db")]);
        return settings;
    }

    private sealed class Nothing : IOutboundAllowances
    {
        public ValueTask<bool> AllowAsync(OutboundTarget target, CancellationToken cancellationToken) => ValueTask.FromResult(false);
    }
}

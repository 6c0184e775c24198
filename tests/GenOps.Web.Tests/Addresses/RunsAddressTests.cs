using GenOps.Core;
using GenOps.Core.Desk.Views;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Addresses;
using Microsoft.AspNetCore.WebUtilities;

namespace GenOps.Web.Tests.Addresses;

public sealed class RunsAddressTests
{
    [Fact]
    public void Of_ThenRead_GivesTheSameFilters()
    {
        var filter = new ViewFilter
        {
            Pipeline = "support-reply",
            State = RunState.WaitingForReview,
            Standing = RunStanding.WaitingForPerson,
            WaitsFor = WaitKind.Provider,
            WaitTarget = "alpha & co",
            Money = MoneyMode.Live,
            Text = "401 & more",
            From = new DateOnly(2026, 3, 1),
            To = new DateOnly(2026, 3, 2),
        };

        var query = QueryHelpers.ParseQuery(RunsAddress.Of(filter).Split('?')[1]);

        Assert.Equal(filter, RunsAddress.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null));
    }

    [Fact]
    public void ToList_TheLastDay_IsMeantAsAWhole()
    {
        var list = RunsAddress.ToList(new ViewFilter { From = new DateOnly(2026, 3, 1), To = new DateOnly(2026, 3, 1) }, null);

        Assert.Equal((new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc)), (list.From!.Value, list.To!.Value));
    }

    [Fact]
    public void Read_AStateThereIsNot_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => RunsAddress.Read(name => name == "state" ? "gone" : null));
}

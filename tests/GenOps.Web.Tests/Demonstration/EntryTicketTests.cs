using GenOps.Web.Demonstration;

namespace GenOps.Web.Tests.Demonstration;

public sealed class EntryTicketTests
{
    private static readonly EntryTicket Ticket = new("ada@example.com", DateTimeOffset.UnixEpoch, Guid.NewGuid());

    [Fact]
    public void Read_WithTheSecretItWasWrittenWith_IsTheSame()
    {
        var secret = EntryTicket.NewSecret();

        Assert.Equal(Ticket, EntryTicket.Read(secret, Ticket.Write(secret)));
    }

    [Fact]
    public void Read_OfAnotherSecretOrContent_IsNone()
    {
        var secret = EntryTicket.NewSecret();
        var text = Ticket.Write(secret);
        var other = (Ticket with { Email = "eve@example.com" }).Write(secret);

        Assert.Null(EntryTicket.Read(EntryTicket.NewSecret(), text));
        Assert.Null(EntryTicket.Read(secret, $"{other.Split('.')[0]}.{text.Split('.')[1]}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.b.c")]
    [InlineData("%.%")]
    [InlineData("e30.e30")]
    public void Read_OfNoTicket_IsNone(string? text) => Assert.Null(EntryTicket.Read(EntryTicket.NewSecret(), text));
}

using System.Net;
using GenOps.Core.Outbound;

namespace GenOps.Core.Tests.Outbound;

public sealed class AddressRangesTests
{
    [Theory]
    [InlineData(AddressKind.Public, "8.8.8.8 1.1.1.1 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 11.0.0.1 169.253.0.1 2606:4700::1111 2a00::1")]
    [InlineData(AddressKind.Loopback, "127.0.0.1 127.255.255.254 ::1")]
    [InlineData(AddressKind.Private, "10.0.0.5 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd12::1 fec0::1 64:ff9b:1::1")]
    [InlineData(AddressKind.Shared, "100.64.0.1 100.127.255.255")]
    [InlineData(AddressKind.LinkLocal, "169.254.0.1 fe80::1 fe80::1%2")]
    [InlineData(AddressKind.Metadata, "169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16 fd00:ec2::254")]
    [InlineData(AddressKind.Multicast, "224.0.0.1 239.1.2.3 255.255.255.255 ff02::1")]
    [InlineData(AddressKind.Unspecified, "0.0.0.0 0.1.2.3 ::")]
    [InlineData(AddressKind.Reserved, "192.0.2.1 198.18.0.1 203.0.113.9 240.0.0.1 2001:db8::1 5f00::1 100::1")]
    public void KindOf_PlainAddress_IsThatOfItsRange(AddressKind expected, string addresses) => AssertAll(expected, addresses);

    [Theory]
    [InlineData(AddressKind.Loopback, "::ffff:127.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 2002:7f00:1::1 2001:0:4136:e378:8000:63bf:80ff:fffe fd00::5efe:7f00:1 2606::5efe:127.0.0.1")]
    [InlineData(AddressKind.Private, "::ffff:10.0.0.5 ::10.0.0.5 64:ff9b::192.168.0.1 2002:a00:5:: 2606::200:5efe:10.0.0.5")]
    [InlineData(AddressKind.Metadata, "::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::")]
    [InlineData(AddressKind.Public, "::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1")]
    public void KindOf_WrappedAddress_IsThatOfWhatIsReached(AddressKind expected, string addresses) => AssertAll(expected, addresses);

    private static void AssertAll(AddressKind expected, string addresses) =>
        Assert.All(addresses.Split(' '), address => Assert.Equal((address, expected), (address, AddressRanges.KindOf(IPAddress.Parse(address)))));
}

using System.Net;

namespace GenOps.Web.Auth;

/// <summary>
/// How often somebody may try to sign in: by address and by account, whether that account exists or not. What succeeds does not count.
/// Of this process alone; behind a proxy the address is the one the proxy names.
/// </summary>
public sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>60. Attempts from one address in <see cref="Window"/>; an office may share one.</summary>
    public const int OfAddress = 60;

    /// <summary>10. Attempts at one account in <see cref="Window"/>.</summary>
    public const int OfAccount = 10;

    /// <summary>1 min.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly AttemptWindow _addresses = new(OfAddress, Window, time);
    private readonly AttemptWindow _accounts = new(OfAccount, Window, time);

    /// <summary>Takes an attempt.</summary>
    /// <returns>Null when it may be made; else when to try again.</returns>
    public TimeSpan? Take(string address, string account)
    {
        if (_addresses.Take(address) is { } wait) return wait;
        return _accounts.Take(account);
    }

    /// <summary>It was the person: it counts for nothing.</summary>
    public void GiveBack(string address, string account)
    {
        _addresses.GiveBack(address);
        _accounts.GiveBack(account);
    }

    /// <summary>What stands for where a request comes from; of IPv6 the network, since one customer has all addresses of it.</summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return address.ToString();
        var network = address.GetAddressBytes();
        network.AsSpan(8).Clear();
        return $"{new IPAddress(network)}/64";
    }
}

using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>The connection between a live page and its server, which can be held: what the page says then reaches nobody.</summary>
public sealed class HeldConnection
{
    private readonly Lock _gate = new();
    private readonly List<Action> _waiting = [];
    private bool _held;

    private HeldConnection()
    {
    }

    /// <summary>Stands between a page and its server from the next address on.</summary>
    public static async Task<HeldConnection> BetweenAsync(IPage page)
    {
        var connection = new HeldConnection();
        await page.RouteWebSocketAsync("**/_blazor*", route =>
        {
            var server = route.ConnectToServer();
            route.OnMessage(frame => connection.Take(() =>
            {
                if (frame.Binary is { } bytes) server.Send(bytes);
                else server.Send(frame.Text!);
            }));
        });
        return connection;
    }

    /// <summary>Lets nothing through any more.</summary>
    public void Hold()
    {
        lock (_gate) _held = true;
    }

    /// <summary>Lets through what was held, in its order, and all that follows.</summary>
    public void LetGo()
    {
        lock (_gate)
        {
            _held = false;
            foreach (var send in _waiting) send();
            _waiting.Clear();
        }
    }

    private void Take(Action send)
    {
        lock (_gate)
        {
            if (_held) _waiting.Add(send);
            else send();
        }
    }
}

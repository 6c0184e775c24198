using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GenOps.Core.Tests.Outbound;

/// <summary>A server on a loopback port that counts connections and answers each request with the same bytes.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> serving = [];
    private readonly byte[] answer;
    private readonly Task accepting;
    private int connections;

    private LoopbackServer(byte[] answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections were made, served or not.</summary>
    public int Connections => Volatile.Read(ref connections) + (listener.Pending() ? 1 : 0);

    /// <param name="head">Status line and headers, without the last empty line.</param>
    /// <param name="body">The body.</param>
    public static LoopbackServer Start(string head = "HTTP/1.1 200 OK", byte[]? body = null) =>
        new([.. Encoding.ASCII.GetBytes($"{head}\r\nContent-Length: {body?.Length ?? 0}\r\n\r\n"), .. body ?? []]);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        // Stopped first, it would throw at who is about to accept the next one.
        await accepting;
        listener.Stop();
        await Task.WhenAll(serving);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stop.Token);
                Interlocked.Increment(ref connections);
                serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The server is given back.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[64 << 10];
            try
            {
                while (await socket.ReceiveAsync(buffer, stop.Token) > 0) await socket.SendAsync(answer, stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The other side is gone, or the server is given back.
            }
        }
    }
}

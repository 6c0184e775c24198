using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GenOps.Core.Tests.Alerts;

/// <summary>A mail server on a loopback port: takes every message of the plain protocol (RFC 5321) and keeps it.</summary>
internal sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Mail> _mails = new();
    private Task _serving = Task.CompletedTask;

    private SmtpListener() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyCollection<Mail> Mails => _mails;

    public static SmtpListener Start()
    {
        var server = new SmtpListener();
        server._serving = server.ServeAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // Stopped, or the client went; the next one is served.
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test");
        var to = new List<string>();
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "RCPT") to.Add(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]);
            await writer.WriteLineAsync(verb switch { "EHLO" or "HELO" => "250 test", "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 ok" });
            if (verb == "QUIT") return;
            if (verb != "DATA") continue;
            var text = new StringBuilder();
            while (await reader.ReadLineAsync(_stop.Token) is { } part && part != ".") text.AppendLine(part);
            _mails.Enqueue(new Mail([.. to], text.ToString()));
            to.Clear();
            await writer.WriteLineAsync("250 taken");
        }
    }

    public sealed record Mail(IReadOnlyList<string> To, string Text);
}

namespace GenOps.Core.Outbound;

/// <summary>Fetches what an answer only links to. Redirects are followed by hand, and each place they lead to is looked at like the first.</summary>
public sealed class OutboundDownload(OutboundClient client)
{
    /// <summary>The most redirects that are followed.</summary>
    public const int MostRedirects = 5;

    /// <summary>How often a download is tried that nobody refused.</summary>
    public const int Tries = 3;

    /// <summary>How long one try may take, redirects and all, 60 s.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The bytes there.</summary>
    /// <param name="address">An address of the web.</param>
    /// <param name="mostBytes">What is larger is not read to its end.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DownloadFailedException">It is refused, or could not be had; the message says why.</exception>
    public async Task<byte[]> GetAsync(Uri address, long mostBytes, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Limit);
            try
            {
                return await FollowAsync(address, mostBytes, deadline.Token);
            }
            catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
            {
                throw new DownloadFailedException(refused.Message, e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (attempt < Tries) continue;
                throw new DownloadFailedException($"{OutboundTarget.Of(address)} did not deliver it in {Tries} tries: {(e is OperationCanceledException ? $"it took longer than {Limit.TotalSeconds:0} s" : e.Message.TrimEnd('.'))}.", e);
            }
        }
    }

    /// <summary>Where a redirect leads.</summary>
    /// <exception cref="DownloadFailedException">It leads nowhere, away from the web, or from a secured connection to an open one.</exception>
    internal static Uri Next(Uri from, Uri? location)
    {
        var next = location is null ? null : new Uri(from, location);
        if (next?.Scheme is not ("http" or "https") || next.UserInfo.Length > 0) throw new DownloadFailedException($"{OutboundTarget.Of(from)} redirects to no address of the web.");
        if (from.Scheme == "https" && next.Scheme == "http") throw new DownloadFailedException($"{OutboundTarget.Of(from)} redirects from https to http.");
        return next;
    }

    private async Task<byte[]> FollowAsync(Uri address, long mostBytes, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var answer = await client.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)answer.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                address = Next(address, answer.Headers.Location);
                continue;
            }

            // A server that is busy may answer the next time, one that refuses will not.
            if ((int)answer.StatusCode is >= 400 and < 500 and not 408 and not 429)
                throw new DownloadFailedException($"{OutboundTarget.Of(address)} answered {(int)answer.StatusCode}.");
            answer.EnsureSuccessStatusCode();
            return await ReadAsync(address, answer, mostBytes, cancellationToken);
        }

        throw new DownloadFailedException($"It redirects more than {MostRedirects} times.");
    }

    private static async Task<byte[]> ReadAsync(Uri address, HttpResponseMessage answer, long mostBytes, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (whole.Length + read > mostBytes) throw new DownloadFailedException($"What {OutboundTarget.Of(address)} delivers is larger than {mostBytes >> 20} MiB.");
            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }
}

/// <summary>Something that an answer links to could not be had.</summary>
public sealed class DownloadFailedException(string message, Exception? cause = null) : Exception(message, cause);

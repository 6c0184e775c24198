namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>The bytes of a streamed answer as server-sent events; nothing in it throws, and nothing in it reads what the events say.</summary>
internal static class EventStream
{
    /// <summary>True for bytes that begin as an event stream does and JSON never does.</summary>
    public static bool Is(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
        if (start < 0) return false;
        body = body[start..];
        return body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith("id:"u8) || body.StartsWith("retry:"u8) || body[0] == (byte)':';
    }

    /// <summary>The data of each event, in order; an event that was not ended counts as well.</summary>
    public static IEnumerable<byte[]> Read(byte[] body)
    {
        var data = new MemoryStream();
        var any = false;
        for (var at = 0; at < body.Length;)
        {
            var line = LineAt(body, ref at);
            if (line.Count == 0)
            {
                if (any) yield return data.ToArray();
                (data, any) = (new MemoryStream(), false);
            }
            else if (DataOf(line) is { } said)
            {
                if (any) data.WriteByte((byte)'\n');
                data.Write(said);
                any = true;
            }
        }

        if (any) yield return data.ToArray();
    }

    /// <summary>True for the event that ends a stream, with or without spaces around it.</summary>
    public static bool IsDone(ReadOnlySpan<byte> data) => data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);

    /// <summary>
    /// True when the stream was sent to its end: by the ending event, or a stated reason to finish. It looks for bytes alone, since
    /// an answer is kept before it is read.
    /// </summary>
    public static bool HasEnd(byte[] body)
    {
        foreach (var data in Read(body))
        {
            if (IsDone(data) || Finishes(data)) return true;
        }

        return false;
    }

    private static bool Finishes(ReadOnlySpan<byte> data)
    {
        var name = "\"finish_reason\""u8;
        var at = data.IndexOf(name);
        if (at < 0) return false;
        var value = data[(at + name.Length)..].TrimStart(" \t\r\n:"u8);
        return value.Length > 0 && !value.StartsWith("null"u8);
    }

    private static ArraySegment<byte> LineAt(byte[] body, ref int at)
    {
        var start = at == 0 && body.AsSpan().StartsWith("\uFEFF"u8) ? 3 : at;
        var length = body.AsSpan(start).IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0)
        {
            at = body.Length;
            return new ArraySegment<byte>(body, start, body.Length - start);
        }

        var end = start + length;
        at = body[end] == '\r' && end + 1 < body.Length && body[end + 1] == '\n' ? end + 2 : end + 1;
        return new ArraySegment<byte>(body, start, length);
    }

    private static ArraySegment<byte>? DataOf(ArraySegment<byte> line)
    {
        if (!line.AsSpan().StartsWith("data:"u8)) return null;
        var from = line.Count > 5 && line[5] == ' ' ? 6 : 5;
        return line[from..];
    }
}

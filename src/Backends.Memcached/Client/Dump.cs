using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CacheKit;

// Reply of "lru_crawler metadump hash", which is read over a separate connection:
//
//   key=<percent-encoded> exp=<seconds since 1970, or -1> la=... cas=... fetch=... cls=... size=<bytes>
//   END
//
// A walk through the hash table lists each item once; a walk through the LRU queues ("all") may repeat or skip items that move between
// queues. The whole reply is read before any item is returned, because the server holds locks until the reply has been sent.
internal sealed class Dump(Connector connector, TimeSpan timeout)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns false if items may have been added twice.</summary>
    public async Task<bool> ReadAsync(Func<ReadOnlyMemory<byte>, bool> wanted, Action<DumpedItem> add, CancellationToken cancellationToken)
    {
        (Stream stream, ServerClock clock) = await connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            if (await ReadAsync(stream, "hash", clock, wanted, add, cancellationToken).ConfigureAwait(false))
                return true;

            // The server cannot walk through the hash table while it resizes it; some versions then list nothing.
            await ReadAsync(stream, "all", clock, wanted, add, cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    // Returns whether the server listed any item, wanted or not.
    private async Task<bool> ReadAsync(
        Stream stream, string how, ServerClock clock, Func<ReadOnlyMemory<byte>, bool> wanted, Action<DumpedItem> add, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long deadline = Environment.TickCount64 + (long)_patience.TotalMilliseconds;
        var lines = new LineReader(stream);
        bool anything = false;
        await BeginAsync(stream, how, patience.Token).ConfigureAwait(false);
        while (true)
        {
            patience.CancelAfter(timeout);
            ReadOnlyMemory<byte> line = await ReadLineAsync(lines, patience.Token, cancellationToken).ConfigureAwait(false);
            if (line.Span.StartsWith("key="u8))
            {
                anything = true;
                if (Parse(line.Span, clock.Now, wanted) is { } item)
                    add(item);
            }
            else if (line.Span.SequenceEqual("END"u8))
            {
                return anything;
            }
            else if (!anything && (line.Span.StartsWith("BUSY"u8) || line.Span.StartsWith("ERROR locked"u8)) && Environment.TickCount64 < deadline)
            {
                // The server allows one dump at a time, and none during its own scan for expired items.
                await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
                await BeginAsync(stream, how, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw RefusalOf(Encoding.ASCII.GetString(line.Span));
            }
        }
    }

    // The crawler may be disabled. A dump that breaks off, or that another one delays, is not a refusal.
    private static Exception RefusalOf(string line) => IsRefusal(line)
        ? new StoreRefusedException("no listing", isTransient: false, $"Memcached does not list its keys: \"{line}\". Start it with -o lru_crawler.")
        : new MemcachedException($"Memcached does not list its keys: {line}");

    private static bool IsRefusal(string line) =>
        (line.StartsWith("ERROR", StringComparison.Ordinal) && !line.StartsWith("ERROR locked", StringComparison.Ordinal))
        || line.StartsWith("CLIENT_ERROR", StringComparison.Ordinal);

    private static ValueTask BeginAsync(Stream stream, string how, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"lru_crawler metadump {how}\r\n"), cancellationToken);

    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(LineReader lines, CancellationToken patience, CancellationToken caller)
    {
        try
        {
            return await lines.ReadAsync(patience).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && !caller.IsCancellationRequested)
        {
            throw new MemcachedException(
                string.Create(CultureInfo.InvariantCulture, $"Memcached stopped listing its keys, or sent nothing for {timeout.TotalSeconds} s."), exception);
        }
    }

    private static DumpedItem? Parse(ReadOnlySpan<byte> line, long now, Func<ReadOnlyMemory<byte>, bool> wanted)
    {
        byte[] key = Unescape(Field(line, "key="u8));
        if (!wanted(key))
            return null;

        bool isWhole = Utf8Parser.TryParse(Field(line, " exp="u8), out long expiresAt, out _)
            & Utf8Parser.TryParse(Field(line, " size="u8), out long size, out _);
        if (!isWhole)
            throw new MemcachedException("The server's list of keys can't be parsed.");
        if (expiresAt == -1)
            return new DumpedItem(key, null, size);
        return expiresAt > now ? new DumpedItem(key, expiresAt - now, size) : null;
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        int start = line.IndexOf(name);
        if (start < 0)
            throw new MemcachedException("The server's list of keys can't be parsed.");
        ReadOnlySpan<byte> rest = line[(start + name.Length)..];
        int end = rest.IndexOf((byte)' ');
        return end < 0 ? rest : rest[..end];
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        int length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            bytes[length++] = text[i];
            if (text[i] == '%' && i + 2 < text.Length && Utf8Parser.TryParse(text.Slice(i + 1, 2), out byte value, out int digits, 'x') && digits == 2)
            {
                bytes[length - 1] = value;
                i += 2;
            }
        }

        return bytes[..length];
    }
}

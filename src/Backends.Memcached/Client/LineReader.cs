using System.Text;

namespace CacheKit;

/// <summary>Reads text line by line, for replies that are not worth a pipeline.</summary>
internal sealed class LineReader(Stream stream)
{
    private const int LongestLine = 4096;
    private const byte LineFeed = (byte)'\n';

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether all received bytes have been read.</summary>
    public bool IsEmpty => _start == _end;

    public async ValueTask<string> ReadTextAsync(CancellationToken cancellationToken) =>
        Encoding.ASCII.GetString((await ReadAsync(cancellationToken).ConfigureAwait(false)).Span);

    /// <summary>Returns the next line without its line break. The memory is valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf(LineFeed);
            if (length >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
            }

            if (_end - _start > LongestLine)
                throw new MemcachedException("The server's reply can't be parsed.");
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        if (count == 0)
            throw new EndOfStreamException("The server closed the connection.");
        _end += count;
    }
}

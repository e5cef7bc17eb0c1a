namespace CacheKit;

// Keeps what a handler writes until it is done, unless that becomes too much or the handler streams it: then all of it goes straight
// through.
internal sealed class ResponseBuffer(Stream client, long limit, Func<bool> isStream, Action passingThrough) : Stream
{
    private readonly MemoryStream _kept = new();

    public bool PassesThrough { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _kept.Length;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public byte[] ToArray() => _kept.ToArray();

    public bool Contains(ReadOnlySpan<byte> bytes) => _kept.GetBuffer().AsSpan(0, (int)_kept.Length).IndexOf(bytes) >= 0;

    public void PassThrough()
    {
        if (PassesThrough)
            return;

        PassesThrough = true;
        passingThrough();
    }

    public override void Flush()
    {
        if (!Streams())
            return;

        SendKept();
        client.Flush();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!Streams())
            return;

        await SendKeptAsync(cancellationToken).ConfigureAwait(false);
        await client.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Keep(buffer))
            return;

        SendKept();
        client.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Keep(buffer.Span))
            return;

        await SendKeptAsync(cancellationToken).ConfigureAwait(false);
        await client.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool Keep(ReadOnlySpan<byte> bytes)
    {
        if (!PassesThrough && _kept.Length + bytes.Length > limit)
            PassThrough();
        if (!PassesThrough)
            _kept.Write(bytes);

        return !PassesThrough;
    }

    // Server-sent events and the like are flushed one by one.
    private bool Streams()
    {
        if (!PassesThrough && isStream())
            PassThrough();
        return PassesThrough;
    }

    private void SendKept()
    {
        client.Write(_kept.GetBuffer(), 0, (int)_kept.Length);
        _kept.SetLength(0);
    }

    private async Task SendKeptAsync(CancellationToken cancellationToken)
    {
        await client.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellationToken).ConfigureAwait(false);
        _kept.SetLength(0);
    }
}

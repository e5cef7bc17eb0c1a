namespace CacheKit;

// Buffers what a handler writes until it has ended. If the response exceeds the limit, or the handler streams it, everything is passed
// through to the client.
internal sealed class ResponseBuffer(Stream client, long limit, Func<bool> isStream, Action passingThrough) : Stream
{
    private readonly MemoryStream _buffered = new();

    public bool PassesThrough { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _buffered.Length;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public byte[] ToArray() => _buffered.ToArray();

    public bool Contains(ReadOnlySpan<byte> bytes) => _buffered.GetBuffer().AsSpan(0, (int)_buffered.Length).IndexOf(bytes) >= 0;

    public void PassThrough()
    {
        if (PassesThrough)
            return;

        PassesThrough = true;
        passingThrough();
    }

    public override void Flush()
    {
        if (!ShouldFlush())
            return;

        SendBuffered();
        client.Flush();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!ShouldFlush())
            return;

        await SendBufferedAsync(cancellationToken).ConfigureAwait(false);
        await client.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (TryBuffer(buffer))
            return;

        SendBuffered();
        client.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryBuffer(buffer.Span))
            return;

        await SendBufferedAsync(cancellationToken).ConfigureAwait(false);
        await client.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool TryBuffer(ReadOnlySpan<byte> bytes)
    {
        if (!PassesThrough && _buffered.Length + bytes.Length > limit)
            PassThrough();
        if (!PassesThrough)
            _buffered.Write(bytes);

        return !PassesThrough;
    }

    // Server-sent events and similar responses are recognized at their first flush.
    private bool ShouldFlush()
    {
        if (!PassesThrough && isStream())
            PassThrough();
        return PassesThrough;
    }

    private void SendBuffered()
    {
        client.Write(_buffered.GetBuffer(), 0, (int)_buffered.Length);
        _buffered.SetLength(0);
    }

    private async Task SendBufferedAsync(CancellationToken cancellationToken)
    {
        await client.WriteAsync(_buffered.GetBuffer().AsMemory(0, (int)_buffered.Length), cancellationToken).ConfigureAwait(false);
        _buffered.SetLength(0);
    }
}

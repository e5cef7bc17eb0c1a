namespace CacheKit;

// Keeps what is written until a limit is exceeded, and then fails, which ends the writer's work.
internal sealed class BoundedStream(int limit) : Stream
{
    private readonly MemoryStream _written = new();

    public bool IsFull { get; private set; }

    // One byte more than the limit if it is full, so that text can be cut between two characters.
    public ReadOnlySpan<byte> Written => _written.GetBuffer().AsSpan(0, (int)_written.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written.Length;

    public override long Position
    {
        get => _written.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int room = limit + 1 - (int)_written.Length;
        _written.Write(buffer[..Math.Min(room, buffer.Length)]);
        if (buffer.Length < room)
            return;

        IsFull = true;
        throw new IOException("The limit is reached.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

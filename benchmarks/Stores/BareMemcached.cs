using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace CacheKit.Benchmarks;

// The minimum work of a Memcached client: one socket, requests written as they arrive, replies read in order. It trusts every reply, has no
// timeouts and no reconnects, and sends only the command of the entry.
internal sealed class BareMemcached : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly PipeReader _reader;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<byte[]?>> _pending = [];
    private ArrayBufferWriter<byte> _filling = new(1 << 16);
    private ArrayBufferWriter<byte> _sending = new(1 << 16);
    private bool _isSending;

    private BareMemcached(Socket socket)
    {
        _socket = socket;
        _reader = PipeReader.Create(new NetworkStream(socket));
        _ = ReadAsync();
    }

    public static async Task<BareMemcached> ConnectAsync(string host, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host, port);
        return new BareMemcached(socket);
    }

    public Task<byte[]?> GetAsync(string key) => SendAsync(string.Create(CultureInfo.InvariantCulture, $"mg {key} v\r\n"), value: null);

    public Task SetAsync(string key, byte[] value, TimeSpan life) =>
        SendAsync(string.Create(CultureInfo.InvariantCulture, $"ms {key} {value.Length} T{life.TotalSeconds}\r\n"), value);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }

    private Task<byte[]?> SendAsync(string command, byte[]? value)
    {
        var reply = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _pending.Enqueue(reply);
            Encoding.UTF8.GetBytes(command, _filling);
            if (value is not null)
            {
                _filling.Write(value);
                _filling.Write("\r\n"u8);
            }

            if (_isSending)
                return reply.Task;
            _isSending = true;
        }

        _ = WriteAsync();
        return reply.Task;
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_filling.WrittenCount == 0)
                {
                    _isSending = false;
                    return;
                }

                (_filling, _sending) = (_sending, _filling);
            }

            await _socket.SendAsync(_sending.WrittenMemory);
            _sending.ResetWrittenCount();
        }
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            ReadResult read = await _reader.ReadAsync();
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (TryParse(ref buffer, out byte[]? value))
            {
                TaskCompletionSource<byte[]?> reply;
                lock (_gate)
                    reply = _pending.Dequeue();
                reply.SetResult(value);
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    // VA <length>\r\n<value>\r\n, or HD or EN\r\n.
    private static bool TryParse(ref ReadOnlySequence<byte> buffer, out byte[]? value)
    {
        value = null;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySpan<byte> line, "\r\n"u8))
            return false;

        if (line.StartsWith("VA "u8))
        {
            if (!Utf8Parser.TryParse(line[3..], out int length, out _))
                throw new InvalidDataException($"Not understood: {Encoding.UTF8.GetString(line)}");
            if (reader.Remaining < length + 2)
                return false;

            value = new byte[length];
            reader.TryCopyTo(value);
            reader.Advance(length + 2);
        }

        buffer = buffer.Slice(reader.Position);
        return true;
    }
}

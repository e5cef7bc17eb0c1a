using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;

namespace CacheKit;

// An established connection. Callers write into a pipe, one loop sends the batches that gather in it, and one loop reads the replies, which
// arrive in the order of the requests. Any error closes the connection, so that a reply is never matched with the wrong request.
internal sealed class MemcachedConnection : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Stream _stream;
    private readonly ServerClock _clock;
    private readonly TimeSpan _timeout;
    private readonly Action _onIdleEnd;
    private readonly Lock _gate = new();
    private readonly Pipe _output = new(new PipeOptions(
        pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: BufferSize, useSynchronizationContext: false));
    private readonly ConcurrentQueue<PendingRequest> _pending = [];
    private readonly TaskCompletionSource<Exception> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _watch;
    private Exception? _fault;

    // Starts at a random number, so that the numbers of two connections do not coincide.
    private uint _opaque = (uint)Random.Shared.NextInt64(uint.MaxValue);
    private long _batch;

    /// <param name="stream">The connection.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="timeout">How long the server may take to answer.</param>
    /// <param name="onIdleEnd">Called when the server closes the connection while no request is pending, before new requests fail.</param>
    public MemcachedConnection(Stream stream, ServerClock clock, TimeSpan timeout, Action onIdleEnd)
    {
        _onIdleEnd = onIdleEnd;
        _stream = stream;
        _clock = clock;
        _timeout = timeout;
        TimeSpan interval = timeout / 4;
        _watch = CleanContext.Call(() =>
            new Timer(static connection => ((MemcachedConnection)connection!).CloseIfLate(), this, interval, interval));
        _ = CleanContext.Call(SendAsync);
        _ = CleanContext.Call(ReceiveAsync);
    }

    /// <summary>Completes with the reason when the connection closes.</summary>
    public Task<Exception> End => _end.Task;

    /// <summary>Queues a request. The command is copied.</summary>
    /// <exception cref="MemcachedException">The connection has ended.</exception>
    public void Send(PendingRequest request, in Command command)
    {
        lock (_gate)
            SendInOrder(request, command);
    }

    /// <summary>Queues one request for several items.</summary>
    /// <exception cref="MemcachedException">The connection has ended.</exception>
    public Task<BatchReply<MemcachedItem>> SendMany(Verb verb, byte[][] keys)
    {
        var request = new BatchGet(keys.Length);
        lock (_gate)
        {
            // Each reply takes one place in the queue.
            for (int i = 0; i < keys.Length; i++)
                SendInOrder(request, new Command(verb, keys[i]), isFirst: i == 0);
        }

        return request.Task;
    }

    /// <summary>Sends a get, or joins an identical one that has not been sent yet.</summary>
    /// <exception cref="MemcachedException">The connection has ended.</exception>
    public Task<MemcachedItem> SendShared(SharedSlot slot, ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            if (slot.Request is { } waiting && slot.Connection == this && slot.Batch == _batch && _fault is null)
                return waiting.Task;

            var request = new SharedRequest();
            SendInOrder(request, new Command(Verb.Get, key));
            slot.Request = request;
            slot.Batch = _batch;
            slot.Connection = this;
            return request.Task;
        }
    }

    public void Dispose() => Close(new ObjectDisposedException(nameof(MemcachedClient)));

    // The first command of a request gives the request its number; further ones have the numbers that follow.
    private void SendInOrder(PendingRequest request, in Command command, bool isFirst = true)
    {
        if (_fault is { } fault)
            throw new MemcachedException("The connection to Memcached has ended.", fault);

        uint opaque = ++_opaque;
        if (isFirst)
            request.Sending(opaque, command.Replies);
        try
        {
            command.WriteTo(_output.Writer, opaque, _clock);
        }
        catch (Exception exception)
        {
            // The command is incomplete: the server would read the next command as the rest of it.
            Close(exception);
            throw;
        }

        // Enqueued before the sender sees the command, so that the reply cannot arrive first.
        _pending.Enqueue(request);
        ValueTask<FlushResult> flush = _output.Writer.FlushAsync();
        Debug.Assert(flush.IsCompletedSuccessfully, "A pipe without a limit flushes synchronously.");
    }

    private async Task SendAsync()
    {
        PipeReader gathered = _output.Reader;
        try
        {
            while (true)
            {
                ReadResult batch = await gathered.ReadAsync().ConfigureAwait(false);
                gathered.AdvanceTo(batch.Buffer.Start);
                lock (_gate)
                {
                    // From here on, no request can join this batch.
                    gathered.TryRead(out batch);
                    _batch++;
                }

                foreach (ReadOnlyMemory<byte> part in batch.Buffer)
                    await _stream.WriteAsync(part).ConfigureAwait(false);
                gathered.AdvanceTo(batch.Buffer.End);
                if (batch.IsCompleted)
                    break;
            }
        }
        catch (Exception exception)
        {
            Close(exception);
        }

        await gathered.CompleteAsync().ConfigureAwait(false);
    }

    private async Task ReceiveAsync()
    {
        var input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: BufferSize, minimumReadSize: BufferSize / 4, leaveOpen: true));
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                while (!buffer.IsEmpty && ReplyParser.TryRead(ref buffer, out MemcachedReply reply))
                    Deliver(reply);
                input.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                    throw new EndOfStreamException("The server closed the connection.");
            }
        }
        catch (Exception exception)
        {
            Close(exception);
        }

        await input.CompleteAsync().ConfigureAwait(false);
    }

    private void Deliver(in MemcachedReply reply)
    {
        if (!_pending.TryPeek(out PendingRequest? request))
            throw new MemcachedException($"The server sent a reply without a request. {reply.Error}");

        bool answers = reply.Error is null
            ? reply.Opaque == request.Opaque && (reply.Status & request.Replies) != 0
            : reply.Status == ReplyStatus.ServerError;
        if (!answers)
        {
            // Only this request is at fault for the error; the others fail with the connection.
            Exception reason = reply.Error is { } error
                ? MemcachedRefusals.ExceptionOf(error)
                : new MemcachedException("The server's reply answers another request.");
            if (reason is StoreRefusedException && _pending.TryDequeue(out request))
                request.Fail(reason);
            throw reason;
        }

        // Besides this loop only Close dequeues requests, and it fails those that it finds.
        if (_pending.TryDequeue(out request))
            request.Complete(reply);
    }

    private void CloseIfLate()
    {
        if (_pending.TryPeek(out PendingRequest? oldest) && Environment.TickCount64 - oldest.SentAt >= _timeout.TotalMilliseconds)
            Close(new TimeoutException($"Memcached did not answer within {_timeout.TotalSeconds} s."));
    }

    private void Close(Exception reason)
    {
        lock (_gate)
        {
            if (_fault is not null)
                return;
            if (reason is EndOfStreamException && _pending.IsEmpty)
                _onIdleEnd();
            _fault = reason;
            _output.Writer.Complete();
        }

        _watch.Dispose();
        _stream.Dispose();
        while (_pending.TryDequeue(out PendingRequest? request))
            request.Fail(reason as MemcachedException ?? new MemcachedException($"The connection to Memcached failed: {reason.Message}", reason));
        _end.TrySetResult(reason);
    }
}

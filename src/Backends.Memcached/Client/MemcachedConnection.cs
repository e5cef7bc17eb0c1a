using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;

namespace CacheKit;

// An established connection. Callers write into a pipe, one of them at a time sends the batch that has gathered in it, and one loop reads the
// replies, which arrive in the order of the requests. Any error closes the connection, so that a reply is never matched with the wrong
// request. Only the loop takes requests from the queue, also to fail them at its end: another thread that took one between the arrival of a reply
// and its delivery would give it to the next request.
internal sealed class MemcachedConnection : IThreadPoolWorkItem, IDisposable
{
    private const int BufferSize = 64 * 1024;

    // With more requests under way, a batch is sent by the thread pool, after the callers that may still add to it. These are four calls, each with
    // the two generations of its key.
    private const int MostSentImmediately = 12;

    private readonly Stream _stream;
    private readonly ServerClock _clock;
    private readonly TimeSpan _timeout;
    private readonly SilenceWatch _silence;
    private readonly Action _onIdleEnd;
    private readonly Lock _gate = new();
    private readonly Pipe _output = new(new PipeOptions(
        pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: BufferSize, useSynchronizationContext: false));
    private readonly ConcurrentQueue<PendingRequest> _pending = [];
    private readonly TaskCompletionSource<Exception> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _watch;
    private Exception? _fault;
    private volatile bool _isSending;
    private volatile bool _hasUnsent;

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
        _silence = new SilenceWatch(timeout);
        _watch = CleanContext.Call(() =>
            new Timer(static connection => ((MemcachedConnection)connection!).CloseIfSilent(), this, _silence.Interval, _silence.Interval));
        _ = CleanContext.Call(ReceiveAsync);
    }

    /// <summary>Completes with the reason when the connection closes.</summary>
    public Task<Exception> End => _end.Task;

    /// <summary>Sends a request, after those that are queued. The command is copied.</summary>
    /// <exception cref="MemcachedException">The connection has ended.</exception>
    public void Send(PendingRequest request, in Command command)
    {
        lock (_gate)
            Queue(request, command);
        Send();
    }

    /// <summary>Sends one request for several items.</summary>
    /// <exception cref="MemcachedException">The connection has ended.</exception>
    public Task<BatchReply<MemcachedItem>> SendMany(Verb verb, byte[][] keys)
    {
        var request = new BatchGet(keys.Length);
        lock (_gate)
        {
            // Each reply takes one place in the queue.
            for (int i = 0; i < keys.Length; i++)
                Queue(request, new Command(verb, keys[i]), isFirst: i == 0);
        }

        Send();
        return request.Task;
    }

    /// <summary>Queues a get, or joins an identical one that has not been sent yet. <see cref="Send()"/> must follow.</summary>
    /// <exception cref="MemcachedException">The connection has ended.</exception>
    public SharedRequest QueueShared(SharedSlot slot, ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            if (slot.Request is { } waiting && slot.Connection == this && slot.Batch == _batch && _fault is null)
                return waiting;

            var request = new SharedRequest(slot);
            Queue(request, new Command(Verb.Get, key));
            slot.Request = request;
            slot.Batch = _batch;
            slot.Connection = this;
            return request;
        }
    }

    /// <summary>Sends what is queued, if no other thread does.</summary>
    public void Send()
    {
        if (_isSending || !_hasUnsent)
            return;
        lock (_gate)
        {
            if (_isSending || !_hasUnsent || _fault is not null)
                return;
            _isSending = true;
        }

        if (_pending.Count <= MostSentImmediately)
            _ = SendBatchAsync();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = SendBatchAsync();

    public void Dispose() => Close(new ObjectDisposedException(nameof(MemcachedClient)));

    // The first command of a request gives the request its number; further ones have the numbers that follow.
    private void Queue(PendingRequest request, in Command command, bool isFirst = true)
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
        _hasUnsent = true;
    }

    private async Task SendBatchAsync()
    {
        PipeReader gathered = _output.Reader;
        try
        {
            ReadOnlySequence<byte> batch = TakeBatch();
            foreach (ReadOnlyMemory<byte> part in batch)
                await _stream.WriteAsync(part).ConfigureAwait(false);
            gathered.AdvanceTo(batch.End);
        }
        catch (Exception exception)
        {
            Close(exception);
        }

        bool continues;
        lock (_gate)
        {
            _isSending = continues = _hasUnsent && _fault is null;
            if (_fault is not null)
                gathered.Complete();
        }

        // The caller of the first batch does not send what others have added meanwhile.
        if (continues)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // From here on, no request can join the batch.
    private ReadOnlySequence<byte> TakeBatch()
    {
        lock (_gate)
        {
            if (_fault is { } fault)
                throw fault;

            ValueTask<FlushResult> flush = _output.Writer.FlushAsync();
            Debug.Assert(flush.IsCompletedSuccessfully, "A pipe without a limit flushes synchronously.");
            _output.Reader.TryRead(out ReadResult batch);
            _hasUnsent = false;
            _batch++;
            return batch.Buffer;
        }
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

        FailPending(_fault!);
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
            if (reason is StoreRefusedException && _pending.TryDequeue(out _))
                request.Fail(reason);
            throw reason;
        }

        _pending.TryDequeue(out _);
        request.Complete(reply);
    }

    private void FailPending(Exception reason)
    {
        while (_pending.TryDequeue(out PendingRequest? request))
            request.Fail(reason as MemcachedException ?? new MemcachedException($"The connection to Memcached failed: {reason.Message}", reason));
        _end.TrySetResult(reason);
    }

    private void CloseIfSilent()
    {
        if (_pending.TryPeek(out PendingRequest? oldest) && _silence.IsTooLong(oldest, Environment.TickCount64))
            Close(new TimeoutException($"Memcached did not answer within {_timeout.TotalSeconds} s."));
    }

    // The loop ends when it can no longer read.
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
            if (!_isSending)
                _output.Reader.Complete();
        }

        _watch.Dispose();
        _stream.Dispose();
    }
}

using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>A connection that closes while replies arrive.</summary>
[TestFixture]
public sealed class ClosingTests
{
    [Test]
    public async Task A_connection_that_closes_while_replies_arrive_gives_none_to_another_caller()
    {
        const int count = 20_000;
        for (var round = 0; round < 50; round++)
        {
            var replies = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
            using var connection = new MemcachedConnection(
                new RepliesOnly(replies.Reader.AsStream()), new ServerClock(0), TimeSpan.FromHours(1), static () => { });
            Task? closing = null;
            Request[] requests = [.. Enumerable.Range(0, count).Select(at => new Request { OnComplete = at == 1_000 ? Close : null })];
            foreach (Request request in requests)
                connection.Send(request, new Command(Verb.Get, "key"u8));
            await replies.Writer.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(requests.Select(ReplyTo))));

            await Task.WhenAll(requests.Select(request => request.Reply));
            await closing!;
            Assert.That(requests.Select(request => (request.Reply.Result ?? request.Opaque) - request.Opaque), Is.All.Zero);
            Assert.That(requests[1_000].Reply.Result, Is.Not.Null);

            void Close() => closing = Task.Run(connection.Dispose);
        }

        static string ReplyTo(Request request) => string.Create(CultureInfo.InvariantCulture, $"VA 1 O{request.Opaque}\r\nx\r\n");
    }

    /// <summary>A request that keeps the number of its reply; null if it failed.</summary>
    private sealed class Request : PendingRequest
    {
        private readonly TaskCompletionSource<uint?> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action? OnComplete { get; init; }

        public Task<uint?> Reply => _reply.Task;

        protected override void Accept(in MemcachedReply reply)
        {
            OnComplete?.Invoke();
            _reply.SetResult(reply.Opaque);
        }

        public override void Fail(Exception exception) => _reply.SetResult(null);
    }

    /// <summary>A stream that ignores what is written.</summary>
    private sealed class RepliesOnly(Stream replies) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            replies.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

        protected override void Dispose(bool disposing)
        {
            replies.Dispose();
            base.Dispose(disposing);
        }
    }
}

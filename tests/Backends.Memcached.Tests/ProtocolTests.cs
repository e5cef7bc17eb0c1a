using System.Globalization;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>The client with servers that send invalid replies, or none. The keys have no colon, and therefore no generations.</summary>
[TestFixture]
public sealed class ProtocolTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(400);

    [Test]
    public async Task A_reply_may_come_byte_by_byte()
    {
        await using var server = new ScriptedServer(command =>
            $"VA 7 t60 {ScriptedServer.Flag(command, 'O')}\r\npay\r\nld\r\n".Select(one => one.ToString()));
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);

        CacheEntry? entry = await backend.GetWithTimeToLiveAsync("key");

        Assert.That(Encoding.ASCII.GetString(entry!.Value.Payload.Span), Is.EqualTo("pay\r\nld"));
        Assert.That(entry.Value.TimeToLive, Is.EqualTo(TimeSpan.FromSeconds(60)));
    }

    [TestCase("VA 5 O{0}\r\nhello world\r\n", Description = "Longer than it says.")]
    [TestCase("VA 99 O{0}\r\nhello\r\nEN O2\r\n", Description = "Shorter than it says, and then the end.")]
    [TestCase("VA 5 O999\r\nhello\r\n", Description = "The answer to another question.")]
    [TestCase("HD O{0}\r\n", Description = "No answer to a get.")]
    [TestCase("VA 5\r\nhello\r\n", Description = "It does not say to what.")]
    [TestCase("ERROR\r\n")]
    [TestCase("CLIENT_ERROR bad command line format\r\n")]
    [TestCase("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [TestCase("\0\u00FF\u0001\r\n")]
    [TestCase("")]
    public async Task A_reply_that_does_not_parse_is_an_error_and_closes_the_connection(string reply)
    {
        await using var server = new ScriptedServer(command =>
            command.StartsWith("mg good", StringComparison.Ordinal)
                ? [$"VA 4 {ScriptedServer.Flag(command, 'O')}\r\ngood\r\n"]
                : [reply.Replace("{0}", ScriptedServer.Flag(command, 'O')[1..], StringComparison.Ordinal), null!]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);

        Type expected = reply.StartsWith("CLIENT_ERROR", StringComparison.Ordinal) ? typeof(StoreRefusedException) : typeof(MemcachedException);
        Assert.That(async () => await backend.GetAsync("bad"), Throws.InstanceOf(expected));

        // Over a new connection.
        await Poll.UntilSucceedsAsync(async () => Assert.That(await TextAsync(backend, "good"), Is.EqualTo("good")));
        Assert.That(server.Connections, Is.EqualTo(2));
    }

    [Test]
    public async Task An_unexpected_reply_closes_the_connection()
    {
        await using var server = new ScriptedServer(command => [$"EN {ScriptedServer.Flag(command, 'O')}\r\nEN O2\r\n"]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        await backend.GetAsync("key");
        await Poll.UntilAsync(() => new(server.Connections > 1));
    }

    // The server's error line has no request number, and the connection stays open.
    [Test]
    public async Task An_error_of_the_server_fails_one_request_and_no_other()
    {
        await using var server = new ScriptedServer(command => command.Contains("bad", StringComparison.Ordinal)
            ? ["SERVER_ERROR out of memory\r\n"]
            : [$"VA 4 {ScriptedServer.Flag(command, 'O')}\r\ngood\r\n"]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        await backend.GetAsync("good");

        Task<string?>[] calls = [.. Enumerable.Range(0, 40).Select(number => TextAsync(backend, number % 4 == 0 ? "bad" : "good"))];

        for (var number = 0; number < calls.Length; number++)
        {
            Task<string?> call = calls[number];
            if (number % 4 == 0)
                Assert.That(async () => await call, Throws.InstanceOf<StoreRefusedException>().With.Message.Contains("out of memory"));
            else
                Assert.That(await call, Is.EqualTo("good"));
        }

        Assert.That(server.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_dropped_after_the_timeout_and_later_calls_fail_immediately()
    {
        await using var server = new ScriptedServer(_ => []);
        await using var backend = new MemcachedBackend(server.ConnectionString, new MemcachedBackendOptions { OperationTimeout = _timeout });

        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<MemcachedException>().With.InnerException.InstanceOf<TimeoutException>());
    }

    [Test]
    public async Task A_late_answer_never_reaches_another_caller()
    {
        // One for each round, because a command of a round may reach a busy server only in the next.
        TaskCompletionSource[] releases = [new(), new(), new()];
        int round = 0;
        await using var server = new ScriptedServer(command =>
        {
            bool late = command.StartsWith("mg late", StringComparison.Ordinal);
            if (late)
                releases[Math.Min(Volatile.Read(ref round), releases.Length - 1)].Task.Wait();
            return [$"VA 4 {ScriptedServer.Flag(command, 'O')}\r\n{(late ? "late" : "good")}\r\n"];
        });
        await using var backend = new MemcachedBackend(server.ConnectionString, new MemcachedBackendOptions { OperationTimeout = _timeout });
        for (; round < releases.Length; round++)
        {
            Assert.That(async () => await backend.GetAsync("late"), Throws.InstanceOf<MemcachedException>());
            releases[round].SetResult();
            for (var call = 0; call < 20; call++)
            {
                // On a busy machine an answer may come too late, which is no wrong answer.
                string? answer = null;
                await Poll.UntilSucceedsAsync(async () => answer = await AnswerAsync(backend, "good"));
                Assert.That(answer, Is.EqualTo("good"));
            }
        }
    }

    [Test]
    public async Task A_cancelled_caller_does_not_affect_the_replies_to_others()
    {
        using var release = new SemaphoreSlim(0);
        await using var server = new ScriptedServer(command =>
        {
            if (command.StartsWith("mg first", StringComparison.Ordinal))
                release.Wait();
            return [$"VA 6 {ScriptedServer.Flag(command, 'O')}\r\n{command.Split(' ')[1][..6]}\r\n"];
        });
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        await backend.GetAsync("warm-up");
        for (var round = 0; round < 20; round++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<ReadOnlyMemory<byte>?> first = backend.GetAsync("first1", cancellation.Token).AsTask();
            Task<string?>[] others = [.. Enumerable.Range(0, 8).Select(number => TextAsync(backend, $"other{number}"))];

            await cancellation.CancelAsync();
            Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
            release.Release();

            Assert.That(await Task.WhenAll(others), Is.EqualTo(Enumerable.Range(0, 8).Select(number => $"other{number}")));
        }
    }

    // With replies that only this caller can have received.
    [Test]
    public async Task Many_callers_each_get_their_own_answer()
    {
        await using var server = new ScriptedServer(command =>
        {
            string text = command.Split(' ')[1].Split('@')[0];
            return [string.Create(CultureInfo.InvariantCulture, $"VA {text.Length} {ScriptedServer.Flag(command, 'O')}\r\n{text}\r\n")];
        });
        await using var backend = new MemcachedBackend(
            server.ConnectionString, new MemcachedBackendOptions { ConnectionsPerServer = 3, OperationTimeout = TimeSpan.FromMinutes(1) });

        await Parallel.ForEachAsync(Enumerable.Range(0, 5_000), async (number, _) =>
            Assert.That(await TextAsync(backend, $"key-{number}"), Is.EqualTo($"key-{number}")));
    }

    [Test]
    public async Task A_server_without_the_meta_protocol_is_reported_as_the_reason()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var loggers = new RecordingLoggers();
        await using MemcachedBackend backend = SharedServers.Backend(listener.LocalEndpoint.ToString()!);
        backend.UseLoggers(loggers);
        Task<ReadOnlyMemory<byte>?> get = backend.GetAsync("key").AsTask();
        using System.Net.Sockets.TcpClient client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("ERROR\r\n"u8.ToArray());

        Assert.That(async () => await get, Throws.InstanceOf<MemcachedException>());
        Assert.That(loggers.Lines.Single(line => line.Exception is not null).Exception?.Message, Does.Contain("meta protocol of Memcached 1.6"));
    }

    [TestCase(0.0001, "T1")]
    [TestCase(0.5, "T1")]
    [TestCase(1.0, "T1")]
    [TestCase(1.5, "T2")]
    [TestCase(30.0 * 24 * 60 * 60, "T2592000")]
    [TestCase(null, "T0")]
    [TestCase(365.0 * 24 * 60 * 60 * 300, "T0", Description = "Beyond what the server can count.")]
    public async Task A_time_to_live_is_sent_in_whole_seconds_rounded_up(double? seconds, string sent)
    {
        await using var server = new ScriptedServer(command => [$"HD {ScriptedServer.Flag(command, 'O')}\r\n"]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        await backend.SetAsync("key", "payload"u8.ToArray(), seconds is { } life ? TimeSpan.FromTicks((long)(life * TimeSpan.TicksPerSecond)) : null);
        Assert.That(server.Commands.Single(), Does.Contain($" {sent} "));
    }

    // What removes an abandoned value waits for the end of the call.
    [Test]
    public async Task A_value_that_was_sent_is_waited_for_although_its_caller_is_cancelled([Values] bool adds)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(command =>
        {
            if (command.StartsWith("ms ", StringComparison.Ordinal))
                release.Task.Wait();
            return [$"HD {ScriptedServer.Flag(command, 'O')}\r\n"];
        });
        await using var backend = new MemcachedBackend(
            server.ConnectionString, new MemcachedBackendOptions { OperationTimeout = TimeSpan.FromMinutes(1) });
        using var cancellation = new CancellationTokenSource();
        await backend.RemoveAsync("key");
        Task writing = adds
            ? backend.AddAsync("key", "payload"u8.ToArray(), null, cancellation.Token).AsTask()
            : backend.SetAsync("key", "payload"u8.ToArray(), null, cancellation.Token).AsTask();
        await Poll.UntilAsync(() => server.Commands.Count == 2);

        await cancellation.CancelAsync();
        Assert.That(writing.IsCompleted, Is.False);

        release.SetResult();
        await writing.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task A_time_to_live_of_more_than_30_days_is_sent_as_a_date()
    {
        await using var server = new ScriptedServer(command => [$"HD {ScriptedServer.Flag(command, 'O')}\r\n"]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        long before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await backend.SetAsync("key", "payload"u8.ToArray(), TimeSpan.FromDays(31));
        long date = long.Parse(ScriptedServer.Flag(server.Commands.Single(), 'T')[1..], CultureInfo.InvariantCulture);
        Assert.That(date - 31L * 24 * 60 * 60, Is.InRange(before, before + 30));
    }

    [Test]
    public async Task The_backend_logs_at_most_at_level_Information()
    {
        using var loggers = new RecordingLoggers();
        await using var server = new ScriptedServer(_ => ["garbage\r\n"]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        backend.UseLoggers(loggers);
        Assert.That(async () => await backend.GetAsync("a-secret-key"), Throws.Exception.With.Message.Not.Contains("a-secret-key"));
        await Poll.UntilAsync(() => new(loggers.Count("Lost the connection") == 1));
        Assert.That(loggers.Lines.Select(line => line.Level), Is.All.EqualTo(LogLevel.Information));
    }

    // On a busy machine a valid reply may be late too, and is requested again.
    private static async Task<string?> AnswerAsync(MemcachedBackend backend, string key)
    {
        string? answer = null;
        await Poll.UntilSucceedsAsync(async () => answer = await TextAsync(backend, key));
        return answer;
    }

    private static async Task<string?> TextAsync(MemcachedBackend backend, string key) =>
        await backend.GetAsync(key) is { } payload ? Encoding.ASCII.GetString(payload.Span) : null;
}

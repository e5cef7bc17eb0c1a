using System.Collections.Concurrent;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>
/// A client that stops trying to connect is replaced. In these tests the client looks at its connections once per hour, so that it makes
/// one attempt to connect and no other.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RenewalTests : IAsyncDisposable
{
    private const int ManyCalls = 50;
    private const string Replaced = "Replaced the connection";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly string _name = $"renewed-{Guid.NewGuid():N}";
    private readonly RecordingLoggers _loggers = new();
    private readonly HeldConnect _connects = new();
    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _backend = Create();
    }

    public async ValueTask DisposeAsync()
    {
        _connects.Release();
        _loggers.Dispose();

        // A skipped test has no set-up.
        if (_backend is null)
            return;

        await _backend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task A_server_that_was_down_at_the_start_is_used_although_the_client_tries_no_more()
    {
        _connects.Release();
        _redis.Kill();
        await ExpectFailuresAsync();
        await LoggedAsync("Could not connect");

        await _redis.RestartAsync();
        await Poll.UntilAsync(WorksAsync, _patience);

        await LoggedAsync("Restored the connection");
        Assert.That(_loggers.Count(Replaced), Is.EqualTo(1));
        Assert.That(_loggers.Count("Could not connect"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_lost_server_is_used_again_although_the_client_tries_no_more_and_its_subscribers_receive_messages()
    {
        _connects.Release();
        await SharedServers.ConnectAsync(_backend);
        var heard = new ConcurrentQueue<string>();
        int interruptions = 0;
        await using IAsyncDisposable subscription = await _backend.SubscribeAsync(
            "channel", message => heard.Enqueue(Encoding.UTF8.GetString(message.Span)), () => Interlocked.Increment(ref interruptions));
        _redis.Kill();
        await ExpectFailuresAsync();
        int before = Volatile.Read(ref interruptions);

        await _redis.RestartAsync();
        await Poll.UntilAsync(WorksAsync, _patience);

        // A message that is published before the client has subscribed again is lost.
        await Poll.UntilAsync(async () =>
        {
            await _backend.PublishAsync("channel", "message"u8.ToArray());
            return !heard.IsEmpty;
        });
        Assert.That(heard, Is.All.EqualTo("message"));
        Assert.That(Volatile.Read(ref interruptions), Is.GreaterThan(before));
        await LoggedAsync("Restored the connection");
        Assert.That(_loggers.Count(Replaced), Is.EqualTo(1));
    }

    [Test]
    public async Task A_subscription_that_was_ended_before_the_client_was_replaced_receives_nothing()
    {
        _connects.Release();
        await SharedServers.ConnectAsync(_backend);
        var heard = new ConcurrentQueue<string>();
        var others = new ConcurrentQueue<string>();
        IAsyncDisposable ended = await _backend.SubscribeAsync("channel", message => heard.Enqueue(Encoding.UTF8.GetString(message.Span)));
        await using IAsyncDisposable other = await _backend.SubscribeAsync(
            "channel", message => others.Enqueue(Encoding.UTF8.GetString(message.Span)));
        await ended.DisposeAsync();
        _redis.Kill();
        await ExpectFailuresAsync();

        await _redis.RestartAsync();
        await Poll.UntilAsync(WorksAsync, _patience);
        await Poll.UntilAsync(async () =>
        {
            await _backend.PublishAsync("channel", "message"u8.ToArray());
            return !others.IsEmpty;
        });

        Assert.That(heard, Is.Empty);
    }

    [Test]
    public async Task Calls_fail_immediately_while_the_client_is_replaced()
    {
        _redis.Kill();
        await ExpectFailuresAsync();
        await _connects.Reached.WaitAsync(_patience);

        await ExpectFailuresAsync();

        await _redis.RestartAsync();
        _connects.Release();
        await LoggedAsync(Replaced);
        await Poll.UntilAsync(WorksAsync, _patience);
    }

    [Test]
    public async Task A_backend_that_is_disposed_while_its_client_is_replaced_leaves_no_connection()
    {
        _connects.HoldsOnlyConnected = true;
        _redis.Kill();
        await ExpectFailuresAsync();
        await _redis.RestartAsync();
        await _connects.Reached.WaitAsync(_patience);
        Assert.That(await IsConnectedAsync(), Is.True);

        await _backend.DisposeAsync();
        _connects.Release();

        await Poll.UntilAsync(async () => !await IsConnectedAsync());
    }

    [Test]
    public async Task The_replaced_client_leaves_no_connection()
    {
        await using var proxy = new TcpProxy(_redis.Host, _redis.Port);
        _connects.Release();
        await using RedisBackend backend = Create(proxy.ConnectionString);
        await SharedServers.ConnectAsync(backend);
        proxy.Cut();
        await Poll.UntilAsync(async () => !await WorksAsync(backend));
        proxy.Mend();
        await Poll.UntilAsync(() => WorksAsync(backend), _patience);

        await backend.DisposeAsync();

        await Poll.UntilAsync(async () => !await IsConnectedAsync());
    }

    [Test]
    public async Task A_login_that_is_refused_after_the_client_was_replaced_is_logged_once_with_the_reason()
    {
        _connects.Release();
        _redis.Kill();
        await ExpectFailuresAsync();
        await LoggedAsync("Could not connect");
        await _redis.RestartAsync();
        await _redis.SendAsync("CONFIG", "SET", "requirepass", "another");

        // The new client may be refused before its replacing the old one is logged.
        await LoggedAsync("refused the login");
        await LoggedAsync(Replaced);

        Assert.That(_loggers.Count(Replaced), Is.EqualTo(1));
        Exception? reason = _loggers.Lines.Single(line => line.Message.Contains("refused the login", StringComparison.Ordinal)).Exception;
        Assert.That(reason?.ToString(), Does.Contain("NOAUTH"));
    }

    [Test]
    public async Task The_retry_policy_of_the_configuration_is_kept()
    {
        var policy = new NeverRetries();
        await using RedisBackend backend = Create(_redis.ConnectionString, policy);
        _connects.Release();
        _redis.Kill();
        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<RedisConnectionException>());

        await Poll.UntilAsync(() => new(policy.Asked > 15), _patience);

        Assert.That(_loggers.Count(Replaced), Is.Zero);
    }

    private RedisBackend Create() => Create(_redis.ConnectionString);

    private RedisBackend Create(string servers, IReconnectRetryPolicy? policy = null)
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse($"{servers},connectTimeout=10000,connectRetry=1,name={_name}");
        configuration.HeartbeatInterval = TimeSpan.FromHours(1);
        configuration.ReconnectRetryPolicy = policy ?? configuration.ReconnectRetryPolicy;
        configuration.Defaults = _connects;
        var backend = new RedisBackend(configuration);
        backend.UseLoggers(_loggers);
        return backend;
    }

    private Task LoggedAsync(string text) => Poll.UntilAsync(() => new(_loggers.Count(text) > 0), _patience);

    private async ValueTask<bool> IsConnectedAsync() =>
        (await _redis.SendAsync("CLIENT", "LIST"))!.Contains(_name, StringComparison.Ordinal);

    private async Task ExpectFailuresAsync()
    {
        for (var call = 0; call < ManyCalls; call++)
        {
            try
            {
                await _backend.GetAsync("key");
                Assert.Fail("A call succeeded without a server.");
            }
            catch (RedisConnectionException)
            {
            }
        }
    }

    private ValueTask<bool> WorksAsync() => WorksAsync(_backend);

    private static async ValueTask<bool> WorksAsync(RedisBackend backend)
    {
        try
        {
            await backend.SetAsync("key", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
            return await backend.GetAsync("key") is not null;
        }
        catch (RedisException)
        {
            return false;
        }
    }

    // Holds back each client but the first after its attempt to connect, until it is released.
    private sealed class HeldConnect : DefaultOptionsProvider
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _connects;

        public Task Reached => _reached.Task;

        /// <summary>Whether clients that could not connect are not held back.</summary>
        public bool HoldsOnlyConnected { get; set; }

        public void Release() => _released.TrySetResult();

        public override Task AfterConnectAsync(ConnectionMultiplexer multiplexer, Action<string> log)
        {
            if (Interlocked.Increment(ref _connects) == 1 || (HoldsOnlyConnected && !multiplexer.IsConnected))
                return Task.CompletedTask;

            _reached.TrySetResult();
            return _released.Task;
        }
    }

    private sealed class NeverRetries : IReconnectRetryPolicy
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry)
        {
            Interlocked.Increment(ref _asked);
            return false;
        }
    }
}

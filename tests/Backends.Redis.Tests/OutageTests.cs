using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>The server is down at the start, fails, and recovers.</summary>
[TestFixture]
public sealed class OutageTests
{
    // Enough calls to tell immediate failures from timeouts.
    private const int ManyCalls = 50;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;
    private RecordingLoggers _loggers = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _loggers = new RecordingLoggers();
        _backend = new RedisBackend(RedisServer.Patient(_redis.ConnectionString));
        _backend.UseLoggers(_loggers);
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_backend is null)
            return;

        await _backend.DisposeAsync();
        await _redis.DisposeAsync();
        _loggers.Dispose();
    }

    [Test]
    public async Task Calls_fail_immediately_while_a_server_is_down_from_the_start()
    {
        _redis.Kill();
        await ExpectFailuresAsync().WaitAsync(_patience);
    }

    [Test]
    public async Task Calls_fail_immediately_after_a_server_has_gone_down()
    {
        await SharedServers.ConnectAsync(_backend);
        _redis.Kill();
        await ExpectFailuresAsync().WaitAsync(_patience);
    }

    [Test]
    public async Task A_server_that_is_down_at_the_start_is_used_when_it_comes()
    {
        await LookOftenAsync();
        _redis.Kill();
        await ExpectFailuresAsync();
        await _redis.RestartAsync();
        await Poll.UntilAsync(WorksAsync);
    }

    [Test]
    public async Task A_server_that_was_killed_is_used_again_when_it_is_back()
    {
        await SharedServers.ConnectAsync(_backend);
        _redis.Kill();
        await ExpectFailuresAsync();
        await _redis.RestartAsync();
        await Poll.UntilAsync(WorksAsync);
    }

    [Test]
    public async Task Connecting_is_logged()
    {
        await SharedServers.ConnectAsync(_backend);
        await LoggedAsync("Connected to Redis");
        Assert.That(_loggers.Lines.Select(line => line.Message), Is.EqualTo(new[]
        {
            $"Connecting to Redis at {_redis.ConnectionString}",
            $"Connected to Redis at {_redis.ConnectionString}",
        }));
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task Each_outage_is_logged_once_and_so_is_its_end(int outages)
    {
        await SharedServers.ConnectAsync(_backend);
        for (var outage = 1; outage <= outages; outage++)
        {
            _redis.Kill();
            await ExpectFailuresAsync();
            await _redis.RestartAsync();
            await LoggedAsync("Restored the connection", times: outage);
        }

        Assert.That(_loggers.Count($"Lost the connection to Redis at {_redis.ConnectionString}"), Is.EqualTo(outages));
    }

    [Test]
    public async Task A_server_that_is_down_at_the_start_is_logged_once_with_the_reason()
    {
        await LookOftenAsync();
        _redis.Kill();
        await ExpectFailuresAsync();
        await LoggedAsync($"Could not connect to Redis at {_redis.ConnectionString}");
        await _redis.RestartAsync();
        await LoggedAsync("Restored the connection");

        Assert.That(_loggers.Count("Could not connect"), Is.EqualTo(1));
        Assert.That(_loggers.Count("Lost the connection"), Is.Zero);

        // Refused or, on a busy machine, timed out: either way the reason comes from the client.
        Assert.That(_loggers.Lines.Count(line => line.Exception is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task An_outage_is_the_warning_of_the_cache_and_not_of_the_backend()
    {
        await SharedServers.ConnectAsync(_backend);
        _redis.Kill();
        await LoggedAsync("Lost the connection");
        Assert.That(_loggers.Lines.Select(line => line.Level), Is.All.EqualTo(LogLevel.Information));
    }

    [Test]
    public async Task A_refused_password_is_logged_with_the_reason_and_never_shown()
    {
        await _redis.SendAsync("CONFIG", "SET", "requirepass", "the-right-one");
        await using var backend = new RedisBackend($"{_redis.ConnectionString},password=pa55word");
        backend.UseLoggers(_loggers);

        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<RedisConnectionException>());

        await Poll.UntilAsync(() => new(_loggers.Lines.Any(IsRefusal)), within: _patience);
        Assert.That(string.Join('\n', _loggers.Lines), Does.Not.Contain("pa55word"));
    }

    [Test]
    public async Task A_password_that_is_refused_after_a_slow_start_is_logged_once()
    {
        await _redis.SendAsync("CONFIG", "SET", "requirepass", "the-right-one");
        await _redis.PauseAsync();
        await using var backend = new RedisBackend($"{_redis.ConnectionString},password=pa55word,connectTimeout=500,connectRetry=1");
        backend.UseLoggers(_loggers);
        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<RedisConnectionException>());
        await Poll.UntilAsync(() => new(_loggers.Count("Could not connect") == 1), within: _patience);

        await _redis.ResumeAsync();

        await Poll.UntilAsync(() => new(_loggers.Count("refused the login") == 1), within: _patience);
        Assert.That(_loggers.Lines.Count(IsRefusal), Is.EqualTo(1));
        Assert.That(string.Join('\n', _loggers.Lines), Does.Not.Contain("pa55word"));
    }

    [Test]
    public async Task A_password_that_is_refused_after_a_server_was_unreachable_is_logged_once()
    {
        await _redis.SendAsync("CONFIG", "SET", "requirepass", "the-right-one");
        await using var proxy = new TcpProxy(_redis.Host, _redis.Port);
        proxy.Cut();
        await using var backend = new RedisBackend($"{proxy.ConnectionString},password=pa55word,connectTimeout=1000");
        backend.UseLoggers(_loggers);
        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<RedisConnectionException>());
        await LoggedAsync("Could not connect");

        proxy.Mend();

        await Poll.UntilAsync(() => new(_loggers.Count("refused the login") == 1), within: 2 * _patience);
        Assert.That(_loggers.Lines.Count(IsRefusal), Is.EqualTo(1));
    }

    [Test]
    public async Task The_exceptions_of_an_outage_name_no_key()
    {
        await SharedServers.ConnectAsync(_backend);
        _redis.Kill();
        await ExpectFailuresAsync();
        Assert.That(async () => await _backend.GetAsync("a-secret-key"), Throws.Exception.With.Message.Not.Contains("a-secret-key"));
    }

    [Test]
    public async Task A_connection_attempt_that_failed_to_start_is_repeated()
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(_redis.ConnectionString);
        configuration.Defaults = new FailsOnce();
        await using var backend = new RedisBackend(configuration);
        backend.UseLoggers(_loggers);

        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<RedisConnectionException>());
        await Poll.UntilAsync(() => WorksAsync(backend));

        Assert.That(_loggers.Count("Could not connect"), Is.EqualTo(1));
    }

    // With a shorter timeout, the library retries sooner after a server was down at the start.
    private async Task LookOftenAsync()
    {
        await _backend.DisposeAsync();
        _backend = new RedisBackend($"{_redis.ConnectionString},connectTimeout=1000");
        _backend.UseLoggers(_loggers);
    }

    private static bool IsRefusal((LogLevel Level, string Message, Exception? Exception) line) =>
        line.Exception?.ToString() is { } reason
        && (reason.Contains("NOAUTH", StringComparison.Ordinal) || reason.Contains("WRONGPASS", StringComparison.Ordinal));

    private Task LoggedAsync(string text, int times = 1) => Poll.UntilAsync(() => new(_loggers.Count(text) == times));

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

    private sealed class FailsOnce : DefaultOptionsProvider
    {
        private int _attempts;

        public override Task AfterConnectAsync(ConnectionMultiplexer multiplexer, Action<string> log) =>
            Interlocked.Increment(ref _attempts) == 1 ? throw new InvalidOperationException("Not the first time.") : Task.CompletedTask;
    }
}

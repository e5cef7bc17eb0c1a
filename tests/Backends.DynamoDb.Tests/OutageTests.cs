using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>The service is down at the start, fails, and recovers, empty each time.</summary>
[TestFixture]
public sealed class OutageTests
{
    // A server that has just started is slow, which must not count as another outage.
    private static readonly TimeSpan _slowest = TimeSpan.FromMinutes(5);

    // Enough for calls that fail in time, not for calls that wait for the service.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private DynamoDbServer _server = null!;
    private bool _isUp;
    private DynamoDbBackend _backend = null!;
    private RecordingLoggers _loggers = null!;
    private ServiceProvider _services = null!;

    private ICache Cache => _services.GetRequiredService<ICache>();

    private int Warnings => _loggers.Lines.Count(line => line.Level >= LogLevel.Warning);

    // A server takes seconds to start, so the tests share one, and each starts it again if it needs it.
    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await DynamoDbServer.StartAsync();
        _isUp = true;
    }

    [OneTimeTearDown]
    public async Task Stop() => await (_server?.DisposeAsync() ?? default);

    [SetUp]
    public void Connect()
    {
        _loggers = new RecordingLoggers();
        _backend = new DynamoDbBackend("outage", new DynamoDbBackendOptions
        {
            Endpoint = _server.Endpoint,
            CreateTableIfMissing = true,
            Timeout = _slowest,
        });
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(_loggers);
        services.AddCacheKit("outage", options => options.Store = new StoreOptions { Timeout = _slowest }).UseBackend(_backend);
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task Disconnect()
    {
        await _services.DisposeAsync();
        _backend.Dispose();
        _loggers.Dispose();
    }

    [Test]
    public async Task No_request_fails_and_each_outage_is_one_warning()
    {
        await BringUpAsync();
        await Poll.UntilAsync(IsHitAsync, within: _patience);
        for (var outage = 1; outage <= 2; outage++)
        {
            TakeDown();
            for (var call = 0; call < 3; call++)
                Assert.That(await Cache.GetOrCreateAsync($"down {outage} {call}", _ => ValueTask.FromResult(call)), Is.EqualTo(call));
            Assert.That(Warnings, Is.EqualTo(outage), () => string.Join('\n', _loggers.Lines));

            await BringUpAsync();
            await Poll.UntilAsync(IsHitAsync, within: _patience);
        }
    }

    [Test]
    public async Task A_service_that_is_down_at_the_start_is_used_when_it_comes()
    {
        TakeDown();
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(1)), Is.EqualTo(1));
        await BringUpAsync();
        await Poll.UntilAsync(IsHitAsync, within: _patience);
        Assert.That(Warnings, Is.EqualTo(1), () => string.Join('\n', _loggers.Lines));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Calls_fail_in_time_while_the_service_is_down(bool wasUp)
    {
        if (wasUp)
        {
            await BringUpAsync();
            await _backend.GetAsync("key");
        }

        TakeDown();

        Task[] calls = [.. Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await _backend.GetAsync("key")))];

        Assert.That(async () => await Task.WhenAll(calls).WaitAsync(_patience), Throws.Exception.Not.InstanceOf<TimeoutException>());
        Assert.That(calls.Select(call => call.IsFaulted), Is.All.True);
    }

    [Test]
    public async Task The_exceptions_of_an_outage_name_no_key()
    {
        await BringUpAsync();
        await _backend.GetAsync("key");
        TakeDown();
        Assert.That(async () => await _backend.GetAsync("a-secret-key"), Throws.Exception.With.Message.Not.Contains("a-secret-key"));
    }

    private async Task BringUpAsync()
    {
        if (!_isUp)
            await _server.RestartAsync();
        _isUp = true;
    }

    private void TakeDown()
    {
        if (_isUp)
            _server.Kill();
        _isUp = false;
    }

    private async ValueTask<bool> IsHitAsync()
    {
        await Cache.SetAsync("hit", 1);
        return (await Cache.TryGetAsync<int>("hit")).HasValue;
    }
}

using Amazon.DynamoDBv2;
using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>The service is down at the start, fails, and recovers, empty each time.</summary>
/// <remarks>A server takes long to start, so the network to the shared one is cut where the test goes on after the outage.</remarks>
[TestFixture]
public sealed class OutageTests
{
    // A slow answer must not count as another outage.
    private static readonly TimeSpan _slowest = TimeSpan.FromMinutes(5);

    // Enough for calls that fail in time, not for calls that wait for the service.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private TcpProxy _network = null!;
    private string _table = null!;
    private DynamoDbBackend _backend = null!;
    private RecordingLoggers _loggers = null!;
    private ServiceProvider _services = null!;

    private ICache Cache => _services.GetRequiredService<ICache>();

    private int Warnings => _loggers.Lines.Count(line => line.Level >= LogLevel.Warning);

    private int Recoveries => _loggers.Count("answers again after");

    [SetUp]
    public async Task Connect()
    {
        var endpoint = new Uri(await SharedServer.EndpointAsync());
        _network = new TcpProxy(endpoint.Host, endpoint.Port);
        _table = SharedServer.NewTable("outage");
        _loggers = new RecordingLoggers();
        _backend = BackendAt($"http://{_network.ConnectionString}");
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(_loggers);
        services.AddCacheKit("outage", options => options.Store = new StoreOptions { Timeout = _slowest }).UseBackend(_backend);
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task Disconnect()
    {
        // A skipped test has no set-up.
        if (_services is null)
            return;

        await _services.DisposeAsync();
        _backend.Dispose();
        await _network.DisposeAsync();
        _loggers.Dispose();
    }

    [Test]
    public async Task No_request_fails_and_each_outage_is_one_warning()
    {
        await Poll.UntilAsync(IsHitAsync, within: _patience);
        for (var outage = 1; outage <= 2; outage++)
        {
            _network.Cut();
            for (var call = 0; call < 3; call++)
                Assert.That(await Cache.GetOrCreateAsync($"down {outage} {call}", _ => ValueTask.FromResult(call)), Is.EqualTo(call));
            Assert.That(Warnings, Is.EqualTo(outage), () => string.Join('\n', _loggers.Lines));

            using (AmazonDynamoDBClient client = await SharedServer.ClientAsync())
                await client.DeleteTableAsync(_table);
            _network.Mend();

            // The outage of a store that answers lasts until no call has failed for a while.
            await Poll.UntilAsync(async () => await IsHitAsync() && Recoveries == outage, within: _patience, description: "the outage has ended");
        }
    }

    [Test]
    public async Task A_service_that_is_down_at_the_start_is_used_when_it_comes()
    {
        _network.Cut();
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(1)), Is.EqualTo(1));
        _network.Mend();
        await Poll.UntilAsync(IsHitAsync, within: _patience);
        Assert.That(Warnings, Is.EqualTo(1), () => string.Join('\n', _loggers.Lines));
    }

    [Test]
    public async Task Calls_fail_in_time_after_the_service_was_killed_also_where_it_was_never_used()
    {
        await using DynamoDbServer server = await DynamoDbServer.StartAsync();
        using DynamoDbBackend used = BackendAt(server.Endpoint);
        using DynamoDbBackend unused = BackendAt(server.Endpoint);
        await used.GetAsync("key");
        server.Kill();

        foreach (DynamoDbBackend backend in (DynamoDbBackend[])[used, unused])
        {
            Task[] calls = [.. Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await backend.GetAsync("key")))];
            Assert.That(async () => await Task.WhenAll(calls).WaitAsync(_patience), Throws.Exception.Not.InstanceOf<TimeoutException>());
            Assert.That(calls.Select(call => call.IsFaulted), Is.All.True);
        }
    }

    [Test]
    public async Task The_exceptions_of_an_outage_name_no_key()
    {
        await _backend.GetAsync("key");
        _network.Cut();
        Assert.That(async () => await _backend.GetAsync("a-secret-key"), Throws.Exception.With.Message.Not.Contains("a-secret-key"));
    }

    private DynamoDbBackend BackendAt(string endpoint) =>
        new(_table, new DynamoDbBackendOptions { Endpoint = endpoint, CreateTableIfMissing = true, Timeout = _slowest });

    private async ValueTask<bool> IsHitAsync()
    {
        await Cache.SetAsync("hit", 1);
        return (await Cache.TryGetAsync<int>("hit")).HasValue;
    }
}

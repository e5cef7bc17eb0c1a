using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A service that refuses requests is not down.</summary>
[TestFixture]
public sealed class RefusalTests
{
    private const string Throttling = "ProvisionedThroughputExceededException";

    private static readonly string _table = SharedServer.NewTable("refusals");

    private RefusingClient _client = null!;
    private DynamoDbBackend _backend = null!;
    private RecordingLoggers _loggers = null!;
    private ServiceProvider _services = null!;

    private ICache Cache => _services.GetRequiredService<ICache>();

    private IEnumerable<string> Warnings => _loggers.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message);

    [SetUp]
    public async Task Start()
    {
        _client = new RefusingClient(await SharedServer.EndpointAsync());
        _backend = SharedServer.BackendOver(_client, _table);
        _loggers = new RecordingLoggers();
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(_loggers);

        // A machine that pauses must not end the period of refusals.
        services.AddCacheKit(
            $"refusals-{Guid.NewGuid():N}",
            options => options.Store = new StoreOptions { Timeout = Poll.Patience, BreakFor = TimeSpan.FromMinutes(5) })
            .UseBackend(_backend);
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task End()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        _backend?.Dispose();
        _client?.Dispose();
        _loggers?.Dispose();
    }

    [TestCase("ValidationException", false)]
    [TestCase("AccessDeniedException", false)]
    [TestCase("ItemCollectionSizeLimitExceededException", false)]
    [TestCase(Throttling, true)]
    [TestCase("ThrottlingException", true)]
    [TestCase("RequestLimitExceeded", true)]
    [TestCase("TransactionConflictException", true)]
    public void An_error_about_one_request_is_a_refusal(string code, bool isTransient)
    {
        _client.ReadError = code;
        Assert.That(
            async () => await _backend.GetAsync("key"),
            Throws.InstanceOf<StoreRefusedException>()
                .With.Property(nameof(StoreRefusedException.IsTransient))
                .EqualTo(isTransient)
                .And.Message.Contains(code));
    }

    [TestCase("InternalServerError")]
    [TestCase("ServiceUnavailable")]
    [TestCase("UnrecognizedClientException")]
    [TestCase("ExpiredTokenException")]
    public void An_error_of_the_service_is_an_outage(string code)
    {
        _client.ReadError = code;
        Assert.That(async () => await _backend.GetAsync("key"), Throws.InstanceOf<Amazon.DynamoDBv2.AmazonDynamoDBException>());
    }

    [Test]
    public async Task Throttled_writes_leave_reads_hits_and_are_one_warning()
    {
        await Cache.SetAsync("good", "value");
        _client.WriteError = Throttling;
        for (int i = 0; i < 30; i++)
        {
            Assert.That(
                await Cache.GetOrCreateAsync($"key {i}", _ => ValueTask.FromResult("computed"), new CacheEntryOptions { Tags = ["tag"] }),
                Is.EqualTo("computed"));
            Assert.That((await Cache.TryGetAsync<string>("good")).Value, Is.EqualTo("value"));
        }

        Assert.That(Warnings.Single(), Does.Contain("throttled").And.Contain("capacity"));
    }

    [Test]
    public async Task A_clear_without_permission_to_scan_is_its_callers_error_and_the_cache_stays_on()
    {
        await Cache.SetAsync("key", "value");
        _client.ScanError = "AccessDeniedException";
        Assert.That(async () => await Cache.ClearAsync(), Throws.InstanceOf<StoreRefusedException>().With.Message.Contains("IAM policy"));
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }
}

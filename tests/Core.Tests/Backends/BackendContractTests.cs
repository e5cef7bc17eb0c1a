using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Backends;

/// <summary>The default members of the backend interfaces, and the loggers that the engine hands to a backend.</summary>
[TestFixture]
internal sealed class BackendContractTests
{
    private readonly RecordingLoggerFactory _loggers = new();

    [Test]
    public async Task By_default_a_read_of_a_payload_reads_payload_and_time_to_live()
    {
        ICacheBackend backend = new RecordingBackend(new FakeTimeProvider());
        await backend.SetAsync("key", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        ReadOnlyMemory<byte>? payload = await backend.GetAsync("key");
        Assert.That(payload!.Value.ToArray(), Is.EqualTo("payload"u8.ToArray()));
    }

    [Test]
    public async Task A_read_of_an_absent_payload_is_by_default_null()
    {
        ICacheBackend backend = new RecordingBackend();
        Assert.That(await backend.GetAsync("key"), Is.Null);
    }

    [Test]
    public void A_read_of_a_payload_passes_its_token_on()
    {
        ICacheBackend backend = new RecordingBackend();
        Assert.That(async () => await backend.GetAsync("key", new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_backend_that_logs_gets_the_loggers_of_its_cache()
    {
        var backend = new LoggingBackend();
        _ = new Cache(backend, "app", new CacheOptions { LoggerFactory = _loggers });
        Assert.That(backend.Loggers, Is.SameAs(_loggers));
    }

    [Test]
    public void A_backend_of_a_cache_without_loggers_gets_none()
    {
        var backend = new LoggingBackend();
        _ = new Cache(backend, "app", new CacheOptions());
        Assert.That(backend.Loggers, Is.Null);
    }

    private sealed class LoggingBackend : ILoggingBackend
    {
        public ILoggerFactory? Loggers { get; private set; }

        public void UseLoggers(ILoggerFactory loggerFactory) => Loggers = loggerFactory;

        public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) => default;

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) => default;

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => default;

        public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => default;
    }
}

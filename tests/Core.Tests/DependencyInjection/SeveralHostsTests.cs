using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.DependencyInjection;

/// <summary>Several hosts at a time in one process: each has its own global cache.</summary>
[TestFixture]
internal sealed class SeveralHostsTests : HostFixture
{
    private static readonly CacheEntryOptions _minute = new() { Expiration = TimeSpan.FromMinutes(1) };

    [Test]
    public async Task Hosted_services_use_the_cache_of_their_host()
    {
        IHost one = Build("one");
        IHost two = Build("two");
        await one.StartAsync();
        await two.StartAsync();
        WorkerOf(one).GoOn();
        WorkerOf(two).GoOn();
        Assert.That((WorkerOf(one).PrefixOfStart, WorkerOf(two).PrefixOfStart), Is.EqualTo(("one", "two")));
        Assert.That((await WorkerOf(one).PrefixOfExecute, await WorkerOf(two).PrefixOfExecute), Is.EqualTo(("one one", "two two")));
    }

    [Test]
    public async Task A_hosted_service_keeps_its_cache_when_another_host_is_built_meanwhile()
    {
        IHost one = Build("one");
        await one.StartAsync();
        Build("two");
        WorkerOf(one).GoOn();
        Assert.That(await WorkerOf(one).PrefixOfExecute, Is.EqualTo("one one"));
    }

    [Test]
    public async Task Hosts_in_parallel_have_stores_and_clocks_of_their_own()
    {
        async Task<int> RunAsync(string name, TimeSpan passes)
        {
            var clock = new FakeTimeProvider();
            Build(name, services => services.AddSingleton<TimeProvider>(clock).AddCacheKit(name).UseInMemory());
            int runs = 0;
            await CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult(++runs), _minute);
            clock.Advance(passes);
            await Task.Yield();
            return await CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult(++runs), _minute);
        }

        Task<int>[] runs = [RunAsync("one", TimeSpan.FromMinutes(2)), RunAsync("two", TimeSpan.Zero)];
        Assert.That(await Task.WhenAll(runs), Is.EqualTo(new[] { 2, 1 }));
    }

    [Test]
    public async Task The_cache_of_a_host_that_has_ended_is_not_found()
    {
        IHost one = await BuildElsewhereAsync("one");
        IHost two = await BuildElsewhereAsync("two");
        Assert.That(CacheManager.Prefix, Is.EqualTo("two"));
        two.Dispose();
        Assert.That(CacheManager.Prefix, Is.EqualTo("one"));
        one.Dispose();
        Assert.That(() => CacheManager.Default, Throws.InvalidOperationException.With.Message.Contains("is disposed").And.Not.Message.Contains("AddCacheKit"));
    }

    [Test]
    public async Task A_caller_whose_host_has_ended_uses_the_cache_of_the_remaining_host()
    {
        await BuildElsewhereAsync("one");
        IHost two = Build("two");
        two.Dispose();
        Assert.That(CacheManager.Prefix, Is.EqualTo("one"));
    }

    [Test]
    public void The_cache_of_a_host_is_not_found_any_more_before_its_store_is_disposed()
    {
        string? seen = null;
        IHost host = Build("", services => services.AddCacheKit().UseBackend(_ => new DisposedBackend(() => seen = MessageOf(() => CacheManager.Default))));
        Assert.That(CacheManager.Backend, Is.InstanceOf<DisposedBackend>());
        host.Dispose();
        Assert.That(seen, Does.StartWith("There is no global cache. The host that it was registered for is disposed."));
    }

    [Test]
    public async Task A_caller_outside_of_both_hosts_uses_the_latest_host_with_one_warning()
    {
        await BuildElsewhereAsync("one");
        await BuildElsewhereAsync("two");
        Assert.That((CacheManager.Prefix, CacheManager.Prefix), Is.EqualTo(("two", "two")));
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.StartWith("2 hosts with caches run in this process").And.Contain("CacheManager.Use(services)"));
    }

    [Test]
    public async Task A_caller_can_choose_the_host_whose_cache_it_uses()
    {
        IHost one = await BuildElsewhereAsync("one");
        await BuildElsewhereAsync("two");
        CacheManager.Use(one.Services);
        Assert.That(CacheManager.Prefix, Is.EqualTo("one"));
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task Two_hosts_started_by_one_Main_use_caches_of_their_own()
    {
        IHost one = Build("one");
        IHost two = Build("two");
        await Task.WhenAll(one.StartAsync(), two.StartAsync());
        Assert.That((WorkerOf(one).PrefixOfStart, WorkerOf(two).PrefixOfStart), Is.EqualTo(("one", "two")));
    }

    private static string? MessageOf(Func<object> use)
    {
        try
        {
            use();
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    private sealed class DisposedBackend(Action onDispose) : ICacheBackend, IDisposable
    {
        private readonly RecordingBackend _entries = new();

        public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
            _entries.GetWithTimeToLiveAsync(key, cancellationToken);

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
            _entries.SetAsync(key, payload, timeToLive, cancellationToken);

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _entries.RemoveAsync(key, cancellationToken);

        public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => _entries.ClearAsync(prefix, cancellationToken);

        public void Dispose() => onDispose();
    }
}

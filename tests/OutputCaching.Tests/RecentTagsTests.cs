using CacheKit.OutputCaching.Tests.Fakes;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.OutputCaching.Tests;

[TestFixture]
internal sealed class RecentTagsTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private TestBackend _backend = null!;

    [SetUp]
    public async Task StartAsync() => _backend = await TestBackend.StartAsync(StoreKind.Payloads);

    [TearDown]
    public async Task EndAsync() => await _backend.DisposeAsync();

    [Test]
    public async Task A_response_that_this_process_has_stored_is_read_together_with_its_tags()
    {
        await using ServiceProvider services = Build();
        IOutputCacheStore store = services.GetRequiredService<IOutputCacheStore>();
        await store.SetAsync("key", [1], ["tag"], _minute, default);
        AnswerOnlyTogether();

        Assert.That(await store.GetAsync("key", default), Is.Not.Null);
    }

    [Test]
    public async Task A_response_that_this_process_has_read_is_read_together_with_its_tags([Values] bool compresses)
    {
        ICoder coder = compresses ? new JsonCoder().Then(new BrotliCompression()) : new JsonCoder();
        await using ServiceProvider other = Build(coder);
        await using ServiceProvider services = Build(coder);
        await other.GetRequiredService<IOutputCacheStore>().SetAsync("key", [1], ["tag"], _minute, default);
        IOutputCacheStore store = services.GetRequiredService<IOutputCacheStore>();
        Assert.That(await store.GetAsync("key", default), Is.Not.Null);
        AnswerOnlyTogether();

        Assert.That(await store.GetAsync("key", default), Is.Not.Null);
    }

    [Test]
    public async Task Tags_that_another_process_has_changed_are_respected()
    {
        await using ServiceProvider other = Build();
        await using ServiceProvider services = Build();
        IOutputCacheStore store = services.GetRequiredService<IOutputCacheStore>();
        IOutputCacheStore otherStore = other.GetRequiredService<IOutputCacheStore>();
        await store.SetAsync("key", [1], ["old"], _minute, default);
        await otherStore.SetAsync("key", [2], ["new"], _minute, default);
        await store.EvictByTagAsync("old", default);
        Assert.That(await store.GetAsync("key", default), Is.EqualTo(new byte[] { 2 }));
        await otherStore.EvictByTagAsync("new", default);

        Assert.That(await store.GetAsync("key", default), Is.Null);
    }

    [Test]
    public async Task More_responses_than_are_remembered_keep_their_tags()
    {
        const int Count = 10_000;
        await using ServiceProvider services = Build();
        IOutputCacheStore store = services.GetRequiredService<IOutputCacheStore>();
        for (int i = 0; i < Count; i++)
            await store.SetAsync($"{i}", [1], [i % 2 == 0 ? "even" : "odd"], _minute, default);
        await store.EvictByTagAsync("odd", default);

        for (int i = 0; i < Count; i++)
            Assert.That(await store.GetAsync($"{i}", default), i % 2 == 0 ? Is.Not.Null : Is.Null, $"{i}");
    }

    // A response is not answered before a tag is asked for.
    private void AnswerOnlyTogether()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((PayloadStore)_backend.Backend).BeforeRead = key =>
        {
            if (!key.Contains("tags:", StringComparison.Ordinal))
                return asked.Task.WaitAsync(_patience);

            asked.TrySetResult();
            return Task.CompletedTask;
        };
    }

    private ServiceProvider Build(ICoder? coder = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        _backend.AddTo(services, options => options.Coder = coder ?? options.Coder).AsOutputCacheStore();
        return services.BuildServiceProvider();
    }
}

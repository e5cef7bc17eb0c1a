using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromIDistributedCache;

/// <summary>Sessions, which an application moves in four phases. Processes of two neighboring phases run at the same time.</summary>
[TestFixture]
internal sealed class SeveralDistributedCachesTests
{
    private static readonly DistributedCacheEntryOptions _options = new() { SlidingExpiration = TimeSpan.FromMinutes(20) };

    private ServiceProvider _services = null!;

    private IDistributedCache Old => _services.GetRequiredKeyedService<IDistributedCache>("old");

    private IDistributedCache Current => _services.GetRequiredService<IDistributedCache>();

    [SetUp]
    public void Start()
    {
        var services = new ServiceCollection();
        services.AddOptions();
        services.AddKeyedSingleton<IDistributedCache, MemoryDistributedCache>("old");
        services.AddCacheKit(prefix: "new").UseInMemory().AsDistributedCache(options => options.Namespace = "sessions");
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task EndAsync() => await _services.DisposeAsync();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task A_session_is_the_same_in_two_phases_that_run_at_the_same_time(int phase)
    {
        (IDistributedCache one, IDistributedCache next) = (Phase(phase), Phase(phase + 1));

        foreach ((IDistributedCache writer, IDistributedCache reader) in new[] { (one, next), (next, one) })
        {
            await writer.SetAsync("session", [1], _options);
            await reader.RefreshAsync("session");
            Assert.That(await reader.GetAsync("session"), Is.EqualTo(new byte[] { 1 }));

            reader.Set("session", [2], _options);
            writer.Refresh("session");
            Assert.That(writer.Get("session"), Is.EqualTo(new byte[] { 2 }));

            await writer.RemoveAsync("session");
            Assert.That(await reader.GetAsync("session"), Is.Null);
            await reader.SetAsync("session", [3], _options);
            writer.Remove("session");
            Assert.That(reader.Get("session"), Is.Null);
        }
    }

    [Test]
    public async Task No_session_is_lost_from_the_first_phase_to_the_last()
    {
        await Phase(0).SetAsync("read only", [0], _options);
        await Phase(1).SetAsync("written in 1 and 0", [1], _options);
        await Phase(0).SetAsync("written in 1 and 0", [2], _options);

        await _services.GetRequiredService<ICache>().ClearAsync("sessions");        // every process is in phase 1
        Assert.That(await Phase(2).GetAsync("read only"), Is.EqualTo(new byte[] { 0 }));
        Assert.That(await Phase(2).GetAsync("written in 1 and 0"), Is.EqualTo(new byte[] { 2 }));

        await Phase(2).SetAsync("read only", [0], _options);
        await Phase(2).SetAsync("written in 1 and 0", [3], _options);
        foreach (int phase in new[] { 3, 4 })
        {
            Assert.That(await Phase(phase).GetAsync("read only"), Is.EqualTo(new byte[] { 0 }));
            Assert.That(await Phase(phase).GetAsync("written in 1 and 0"), Is.EqualTo(new byte[] { 3 }));
        }
    }

    [Test]
    public async Task Without_the_clear_after_phase_1_a_session_goes_back_to_an_earlier_state()
    {
        await Phase(1).SetAsync("session", [1], _options);
        await Phase(0).SetAsync("session", [2], _options);

        Assert.That(await Phase(2).GetAsync("session"), Is.EqualTo(new byte[] { 1 }));
    }

    private IDistributedCache Phase(int phase) => phase switch
    {
        0 => Old,
        1 => new SeveralDistributedCaches(reads: [Old], writes: [Old, Current]),
        2 => new SeveralDistributedCaches(reads: [Current, Old], writes: [Old, Current]),
        3 => new SeveralDistributedCaches(reads: [Current], writes: [Old, Current]),
        _ => Current,
    };
}

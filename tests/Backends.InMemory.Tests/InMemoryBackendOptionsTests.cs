using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Backends.InMemory.Tests;

[TestFixture]
public sealed class InMemoryBackendOptionsTests
{
    [Test]
    public async Task Without_options_there_is_no_bound()
    {
        using var backend = new InMemoryBackend();
        await backend.SetAsync("key", new byte[32 * 1024 * 1024], timeToLive: null);
        Assert.That((await backend.GetAsync("key"))?.Length, Is.EqualTo(32 * 1024 * 1024));
    }

    [Test]
    public void A_missing_clock_is_refused() =>
        Assert.That(() => new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = null! }), Throws.ArgumentNullException);

    [Test]
    public void A_wrong_setting_is_an_error_at_registration()
    {
        Assert.That(() => new ServiceCollection().AddCacheKit().UseInMemory(options => options.SizeLimit = 0), Throws.InstanceOf<ArgumentException>());
        Assert.That(
            () => new ServiceCollection().AddCacheKit().UseBackend(new InMemoryBackend()).WithMemory(configureMemory: memory => memory.SizeLimit = 0),
            Throws.InstanceOf<ArgumentException>());
    }
}

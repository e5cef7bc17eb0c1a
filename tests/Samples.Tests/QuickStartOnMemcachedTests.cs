using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
internal sealed class QuickStartOnMemcachedTests : QuickStartTests
{
    private MemcachedServer? _memcached;

    // A namespace is cleared without a look at its entries.
    protected override long ClearedUsers => -1;

    // A server of its own, because the tests clear all of the QuickStart's entries.
    protected override async Task<Application> StartAsync()
    {
        _memcached = await MemcachedServer.StartAsync();
        return await Application.StartAsync(Sample.Assembly("QuickStart"), "--backend", "memcached", "--connection", _memcached.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopMemcached()
    {
        if (_memcached is not null)
            await _memcached.DisposeAsync();
    }
}

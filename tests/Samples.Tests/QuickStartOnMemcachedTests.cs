using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
internal sealed class QuickStartOnMemcachedTests : QuickStartTests
{
    private MemcachedServer? _memcached;

    // Memcached clears a namespace without counting its entries.
    protected override long ClearedUsers => -1;

    // A separate server, because the tests clear all entries of the sample.
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

using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
[Category("Packages")]
internal sealed class NativeAotOnRedisTests : NativeAotTests
{
    private RedisServer? _redis;

    // A separate server, because the tests clear all entries of the sample.
    protected override async Task<Application> StartAsync()
    {
        _redis = await RedisServer.StartAsync();
        return await NativeProgram.StartAsync(Development, "--backend", "redis", "--connection", _redis.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopRedis()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Test]
    public async Task Redis_holds_what_a_native_function_returned_as_the_JSON_it_is()
    {
        string net = (await GetAsync("/prices/tea")).Body;
        string? stored = await _redis!.SendAsync("GET", """api-cache:prices:NativeAot.Prices.FindAsync(article="tea")""");
        Assert.That(stored?.TrimEnd(' ', '\t'), Is.EqualTo(net));
    }
}

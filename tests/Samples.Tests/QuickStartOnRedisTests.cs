using System.Globalization;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
internal sealed class QuickStartOnRedisTests : QuickStartTests
{
    private RedisServer? _redis;

    // A separate server, because the tests clear all entries of the sample.
    protected override async Task<Application> StartAsync()
    {
        _redis = await RedisServer.StartAsync();
        return await Application.StartAsync(Sample.Assembly("QuickStart"), "--backend", "redis", "--connection", _redis.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopRedis()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Test]
    public async Task Redis_holds_the_greeting_as_the_JSON_it_is()
    {
        await GetAsync("/");

        string key = $"api-cache::GET {Application.Address}";
        Assert.That((await _redis!.SendAsync("GET", key))?.TrimEnd(' ', '\t'), Is.EqualTo("""{"hello":"world"}"""));
        string? life = await _redis.SendAsync("PTTL", key);
        Assert.That(long.Parse(life!, CultureInfo.InvariantCulture), Is.InRange(1, 60_000));
    }
}

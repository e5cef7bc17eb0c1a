using System.Globalization;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>A program that is not CacheKit changes an entry and announces it by PUBLISH, as docs/tiers.md describes.</summary>
[TestFixture]
public sealed class ForeignWriterTests
{
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    [TestCase(1, "{0}::key", TestName = "A_program_that_is_not_CacheKit_announces_the_change_of_a_key")]
    [TestCase(2, "{0}::", TestName = "A_program_that_is_not_CacheKit_announces_the_change_of_all_keys_with_a_prefix")]
    [TestCase(null, "", TestName = "A_program_that_is_not_CacheKit_announces_that_anything_may_have_changed")]
    public async Task A_copy_is_dropped(int? kind, string text)
    {
        RedisServer redis = await SharedServers.RedisAsync();
        await using RedisBackend backend = await SharedServers.ConnectAsync(redis.ConnectionString);
        var options = new TieredBackendOptions { Channel = $"{_prefix}:{kind}", Staleness = TimeSpan.FromHours(1) };
        await using var tiers = new TieredBackend(new InMemoryBackend(), backend, options);
        var services = new ServiceCollection();
        services.AddCacheKit(_prefix).UseBackend(tiers);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();

        await cache.SetAsync("key", "old");
        await redis.SendAsync("SET", $"{_prefix}::key", "\"new\"");
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("old"), "from L1");

        string message = kind is null ? "" : MessageOf(kind.Value, string.Format(CultureInfo.InvariantCulture, text, _prefix));
        await Poll.UntilAsync(async () => await redis.SendAsync("PUBLISH", options.Channel, message) == "1");
        await Poll.UntilAsync(async () => (await cache.TryGetAsync<string>("key")).Value == "new");
    }

    // Eight bytes of zero, the kind, the length of the text in bytes (little-endian) and the text in UTF-16.
    private static string MessageOf(int kind, string text)
    {
        byte[] utf16 = Encoding.Unicode.GetBytes(text);
        return Encoding.UTF8.GetString([.. new byte[8], (byte)kind, .. BitConverter.GetBytes(utf16.Length), .. utf16]);
    }
}

using System.Reflection;
using CacheKit.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>Memcached as the store that configuration chooses.</summary>
[TestFixture]
internal sealed class MemcachedStoreTests
{
    [Test]
    public async Task The_servers_of_a_connection_string_are_used()
    {
        MemcachedServer server = await SharedServers.MemcachedAsync();
        await using ServiceProvider services = ServicesOf(
            ("ConnectionString", server.ConnectionString), ("Prefix", $"configured-{Guid.NewGuid():N}"), ("StoreOptions:Timeout", "1m"),
            ("Memcached:OperationTimeout", "1m"), ("Memcached:ConnectTimeout", "1m"), ("Memcached:ConnectionsPerServer", "2"));
        ICache cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("key", "value");
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [TestCase("ConnectionString", "", "CacheKit:ConnectionString: Memcached needs the addresses of its servers, such as localhost:11211.")]
    [TestCase("ConnectionString", "localhost:port", "CacheKit:ConnectionString: ")]
    [TestCase("Memcached:ConnectionsPerServer", "100", "CacheKit:Memcached: ")]
    [TestCase("Memcached:Password", "secret", "CacheKit:Memcached: A password is set without a user name.")]
    [TestCase("Memcached:Tls", "on", "CacheKit:Memcached:Tls: 'on' is neither true nor false.")]
    public void A_wrong_setting_is_an_error_with_its_path(string name, string value, string problem)
    {
        using ServiceProvider services = ServicesOf([.. new[] { ("ConnectionString", "localhost:11211") }.Where(setting => setting.Item1 != name), (name, value)]);
        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(problem));
    }

    // The message about an unknown setting lists those that are read.
    [Test]
    public void Every_option_is_read()
    {
        using ServiceProvider services = ServicesOf(("ConnectionString", "localhost:11211"), ("Memcached:Zebra", "1"));
        string message = Assert.Catch<OptionsValidationException>(() => services.GetRequiredService<ICache>())!.Message;
        string[] read = message.Split("There are: ")[1].Split('.')[0].Split(", ");
        Assert.That(read, Is.EquivalentTo(typeof(MemcachedBackendOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(option => option.Name)));
    }

    private static ServiceProvider ServicesOf(params (string Name, string Value)[] settings)
    {
        ConfiguredStores.Add(new MemcachedStore());
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"CacheKit:{setting.Name}", (string?)setting.Value)).Append(new("CacheKit:Store", "memcached")))
            .Build();
        var services = new ServiceCollection();
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        return services.BuildServiceProvider();
    }
}

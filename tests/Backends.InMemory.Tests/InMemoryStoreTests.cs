using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>Memory as the store that configuration chooses.</summary>
[TestFixture]
internal sealed class InMemoryStoreTests
{
    [Test]
    public void It_is_chosen_by_its_name()
    {
        using ServiceProvider services = ServicesOf(("Memory:SizeLimit", "1000000"));
        Assert.That(services.GetRequiredService<ICacheSettings>().Backend, Is.TypeOf<InMemoryBackend>());
    }

    [TestCase("0", "CacheKit:Memory: SizeLimit must be above zero bytes.")]
    [TestCase("1 MB", "CacheKit:Memory:SizeLimit: '1 MB' is not a whole number")]
    public void A_wrong_size_limit_is_an_error_with_its_path(string limit, string problem)
    {
        using ServiceProvider services = ServicesOf(("Memory:SizeLimit", limit));
        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(problem));
    }

    // A store that is full after one entry of this size.
    [Test]
    public async Task The_size_limit_is_used()
    {
        using ServiceProvider services = ServicesOf(("Memory:SizeLimit", "1000"));
        ICache cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("key", new byte[10_000]);
        Assert.That((await cache.TryGetAsync<byte[]>("key")).HasValue, Is.False);
    }

    // The message about an unknown setting lists those that are read.
    [Test]
    public void Every_option_is_read()
    {
        using ServiceProvider services = ServicesOf(("Memory:Zebra", "1"));
        string message = Assert.Catch<OptionsValidationException>(() => services.GetRequiredService<ICache>())!.Message;
        string[] read = message.Split("There are: ")[1].Split('.')[0].Split(", ");
        IEnumerable<string> options = typeof(InMemoryBackendOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(option => option.Name);
        Assert.That(read, Is.SupersetOf(options.Except(["TimeProvider"])));
    }

    private static ServiceProvider ServicesOf(params (string Name, string Value)[] settings)
    {
        ConfiguredStores.Add(new InMemoryStore());
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"CacheKit:{setting.Name}", (string?)setting.Value)).Append(new("CacheKit:Store", "memory")))
            .Build();
        var services = new ServiceCollection();
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        return services.BuildServiceProvider();
    }
}

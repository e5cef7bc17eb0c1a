using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.Documentation.Tests;

/// <summary>What the page about configuration shows is read, and reported, as it says.</summary>
[TestFixture]
internal sealed partial class ConfigurationPageTests
{
    private static readonly string _page = Repository.Read("docs/configuration.md");

    [Test]
    public void The_settings_of_the_page_are_right()
    {
        using ServiceProvider services = ServicesOf(builder => builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(BlockOf("json")))));
        var settings = services.GetRequiredService<ICacheSettings>();
        var backend = (TieredBackend)settings.Backend;
        Assert.That((settings.Prefix, settings.Expiration), Is.EqualTo(("shop", TimeSpan.FromMinutes(5))));
        Assert.That((backend.Local.GetType(), backend.Remote.GetType()), Is.EqualTo((typeof(InMemoryBackend), typeof(RedisBackend))));
    }

    [Test]
    public void The_errors_of_the_page_are_those_that_are_reported()
    {
        using ServiceProvider services = ServicesOf(builder => builder.AddInMemoryCollection(
        [
            new("CacheKit:Store", "redis"), new("CacheKit:ConnectionName", "cach"), new("CacheKit:Stale:Grace", "60"), new("CacheKit:Policies:catalog:Expirat", "1m"),
        ]));
        Assert.That(
            Assert.Catch<OptionsValidationException>(() => services.GetRequiredService<ICache>())!.Message,
            Is.EqualTo(BlockOf("text").TrimEnd()));
    }

    private static string BlockOf(string language) => Block().Matches(_page).Single(block => block.Groups["language"].Value == language).Groups["text"].Value;

    private static ServiceProvider ServicesOf(Action<IConfigurationBuilder> add)
    {
        ConfiguredStores.Add(new InMemoryStore());
        ConfiguredStores.Add(new RedisStore());
        var builder = new ConfigurationBuilder();
        add(builder);
        IConfigurationRoot configuration = builder.Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        return services.BuildServiceProvider();
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

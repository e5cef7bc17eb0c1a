using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.Core.Tests.DependencyInjection;

/// <summary>Changes of a section while the application runs.</summary>
[TestFixture]
internal sealed class ConfigurationChangesTests : HostFixture
{
    private readonly IConfigurationRoot _configuration = Section.Configuration(
        ("Store", "memory"), ("Prefix", "shop"), ("Enabled", "true"), ("ConnectionString", "secret"));

    [Test]
    public async Task The_switch_is_applied()
    {
        ICacheSettings cache = await StartAsync();
        Change("Enabled", "false");
        Assert.That(cache.Enabled, Is.False);
        Assert.That(Messages, Has.One.EqualTo("Configuration changed: CacheKit:Enabled applied"));

        Change("Enabled", "true");
        Assert.That(cache.Enabled, Is.True);
    }

    [Test]
    public async Task A_switch_that_was_set_in_code_stays_when_another_setting_changes()
    {
        ICacheSettings cache = await StartAsync();
        cache.Enabled = false;
        Change("Prefix", "other");
        Assert.That(cache.Enabled, Is.False);
    }

    [Test]
    public async Task Other_changes_are_logged_without_their_values()
    {
        ICacheSettings cache = await StartAsync();
        Change("Prefix", "other");
        Change("ConnectionString", "other secret");
        Assert.That(cache.Prefix, Is.EqualTo("shop"));
        Assert.That(Messages, Has.One.EqualTo("Configuration changed: CacheKit:Prefix will apply after a restart"));
        Assert.That(Messages, Has.One.EqualTo("Configuration changed: CacheKit:ConnectionString will apply after a restart"));
    }

    [Test]
    public async Task A_wrong_change_is_logged_and_not_applied()
    {
        ICacheSettings cache = await StartAsync();
        _configuration["CacheKit:Enabled"] = "false";
        Change("Expiration", "soon");
        Assert.That(cache.Enabled, Is.True);
        LogEntry entry = Loggers.Entries.Single(entry => entry.Message.StartsWith("The changed section CacheKit is wrong", StringComparison.Ordinal));
        Assert.That(entry.Exception!.Message, Does.Contain("CacheKit:Expiration: 'soon'"));

        Change("Expiration", "1m");
        Assert.That(cache.Enabled, Is.False);
    }

    [Test]
    public async Task A_reload_without_a_change_is_not_logged()
    {
        await StartAsync();
        _configuration.Reload();
        Assert.That(Messages, Is.Empty);
    }

    [Test]
    public async Task A_host_that_has_ended_does_not_see_changes()
    {
        IHost host = BuildConfigured();
        await host.StartAsync();
        ICacheSettings cache = host.Services.GetRequiredService<ICacheSettings>();
        host.Dispose();
        Change("Enabled", "false");
        Assert.That(cache.Enabled, Is.True);
        Assert.That(Messages, Is.Empty);
    }

    private IEnumerable<string> Messages => Loggers.Entries.Select(entry => entry.Message).Where(message => message.Contains("changed", StringComparison.Ordinal));

    private void Change(string name, string value)
    {
        _configuration[$"CacheKit:{name}"] = value;
        ((ConfigurationRoot)_configuration).Reload();
    }

    private IHost BuildConfigured() => Build("changes", services => services.AddCacheKit(_configuration.GetSection("CacheKit")));

    private async Task<ICacheSettings> StartAsync()
    {
        IHost host = BuildConfigured();
        await host.StartAsync();
        return host.Services.GetRequiredService<ICacheSettings>();
    }
}

using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

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
    public async Task A_wrong_change_is_logged_once_with_the_path_of_each_problem()
    {
        await StartAsync();
        _configuration["CacheKit:Policies:catalog:Expiration"] = "-5m";
        Change("Policies:catalog:Stale:Grace", "5 minutess");
        _configuration.Reload();
        Assert.That(Messages.Single(), Does
            .Contain("CacheKit:Policies:catalog:Stale:Grace: '5 minutess' is not a duration")
            .And.Contain("CacheKit:Policies:catalog: The expiration must be longer than zero"));

        Change("Policies:catalog:Stale:Grace", "5 hourss");
        Assert.That(Messages.Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_section_that_disappears_is_wrong()
    {
        var settings = new ChangingSettings(("Store", "memory"), ("Expiration", "1m"));
        IHost host = Build("changes", services => services.AddCacheKit(settings.Section));
        await host.StartAsync();
        settings.Replace();
        Assert.That(host.Services.GetRequiredService<ICacheSettings>().Expiration, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(Messages.Single(), Does.Contain("CacheKit: the section is empty or missing."));
    }

    [Test]
    public async Task A_setting_that_needs_a_restart_is_logged_once_for_each_change()
    {
        await StartAsync();
        Change("Prefix", "other");
        _configuration.Reload();
        Change("Expiration", "1m");
        Assert.That(Messages, Is.EqualTo(new[]
        {
            "Configuration changed: CacheKit:Prefix will apply after a restart",
            "Configuration changed: CacheKit:Expiration applied",
        }));

        Change("Prefix", "third");
        Assert.That(Messages.Count(message => message.Contains("CacheKit:Prefix", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task A_setting_that_has_its_value_of_the_start_again_needs_no_restart()
    {
        await StartAsync();
        Change("Prefix", "other");
        Change("Prefix", "shop");
        Assert.That(Messages.Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Policies_that_are_added_and_removed_are_logged()
    {
        var settings = new ChangingSettings(("Store", "memory"), ("Policies:catalog:Lease", "1s"), ("Policies:catalog:Expiration", "1m"));
        IHost host = Build("changes", services => services.AddCacheKit(settings.Section));
        await host.StartAsync();
        settings.Replace(("Store", "memory"), ("Policies:news:Lease", "1s"), ("Policies:news:Expiration", "1m"));
        Assert.That(
            Messages, Is.EqualTo(new[] { "Configuration changed: CacheKit:Policies:catalog, CacheKit:Policies:news will apply after a restart" }));
        IOptionsMonitor<CacheOptions> monitor = host.Services.GetRequiredService<IOptionsMonitor<CacheOptions>>();
        Assert.That(monitor.CurrentValue.Policies.Find("catalog").Expiration, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(() => monitor.CurrentValue.Policies.Find("news"), Throws.InvalidOperationException);

        settings.Replace(("Store", "memory"), ("Policies:catalog:Expiration", "2m"));
        Assert.That(monitor.CurrentValue.Policies.Find("catalog").Expiration, Is.EqualTo(TimeSpan.FromMinutes(2)));
    }

    [Test]
    public async Task The_monitor_of_the_options_sees_the_changes_that_take_effect()
    {
        IHost host = BuildConfigured();
        await host.StartAsync();
        IOptionsMonitor<CacheOptions> monitor = host.Services.GetRequiredService<IOptionsMonitor<CacheOptions>>();
        List<TimeSpan?> seen = [];
        using IDisposable? listening = monitor.OnChange((options, name) => seen.Add(options.Expiration));
        Change("Expiration", "1m");
        Change("Expiration", "soon");
        Change("Expiration", "2m");
        Change("Namespace", "other");
        Assert.That(seen, Is.EqualTo(new[] { TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2) }));
        Assert.That((monitor.CurrentValue.Namespace, host.Services.GetRequiredService<ICacheSettings>().Expiration), Is.EqualTo(("", seen[1])));
    }

    [Test]
    public async Task Validators_of_the_application_see_a_change_before_it_takes_effect()
    {
        IHost host = Build("changes", services =>
        {
            services.AddCacheKit(_configuration.GetSection("CacheKit"));
            services.AddOptions<CacheOptions>().Validate(options => !(options.Expiration > TimeSpan.FromHours(1)), "At most one hour.");
        });
        await host.StartAsync();
        Change("Expiration", "1h");
        Change("Expiration", "2h");
        Assert.That(host.Services.GetRequiredService<ICacheSettings>().Expiration, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(host.Services.GetRequiredService<IOptionsMonitor<CacheOptions>>().CurrentValue.Expiration, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(Messages.Last(), Does.Contain("At most one hour."));
    }

    [Test]
    public async Task A_change_between_the_creation_of_the_cache_and_the_start_takes_effect()
    {
        IHost host = BuildConfigured();
        ICacheSettings cache = host.Services.GetRequiredService<ICacheSettings>();
        Change("Expiration", "1m");
        await host.StartAsync();
        Assert.That(cache.Expiration, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    // The monitor keeps the first options that it creates, or their exception, until the next change that takes effect.
    [Test]
    public async Task The_monitor_that_is_first_read_while_a_change_is_rejected_has_the_settings_in_use()
    {
        IHost host = null!;
        int reads = 0;
        IOptionsMonitor<CacheOptions> Monitor() => host.Services.GetRequiredService<IOptionsMonitor<CacheOptions>>();
        host = Build("changes", services =>
        {
            services.AddCacheKit(_configuration.GetSection("CacheKit"));
            services.AddOptions<CacheOptions>().Validate(options => options.Expiration is null || ReadElsewhere());
        });
        await host.StartAsync();
        Change("Expiration", "3h");
        Assert.That(Monitor().CurrentValue.Expiration, Is.Null);

        // False, so that the change is rejected.
        bool ReadElsewhere()
        {
            if (Interlocked.Exchange(ref reads, 1) == 0)
                Assert.That(Task.WaitAny([Task.Run(() => Monitor().CurrentValue)], TimeSpan.FromMinutes(1)), Is.Zero);
            return false;
        }
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
        _configuration.Reload();
    }

    private IHost BuildConfigured() => Build("changes", services => services.AddCacheKit(_configuration.GetSection("CacheKit")));

    private async Task<ICacheSettings> StartAsync()
    {
        IHost host = BuildConfigured();
        await host.StartAsync();
        return host.Services.GetRequiredService<ICacheSettings>();
    }
}

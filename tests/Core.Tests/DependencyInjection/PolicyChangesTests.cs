using System.Collections.Concurrent;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using CacheKit.Core.Tests.Weaving;
using CacheKit.Weaving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheKit.Core.Tests.DependencyInjection;

/// <summary>Policies and defaults that change while functions and calls by key use them.</summary>
[TestFixture]
internal sealed class PolicyChangesTests : HostFixture
{
    private const string Expiration = "Policies:catalog:Expiration";

    private readonly ChangingSettings _settings = new((Expiration, "1m"), ("Expiration", "5m"));
    private readonly TimesBackend _store = new();
    private readonly CachedFunction<SquareCall, int> _function = SquareCall.Function(new CacheAttribute { Policy = "catalog" });
    private int _number;

    [Test]
    public async Task A_function_uses_the_changed_policy()
    {
        await StartAsync();
        await CallAsync();
        _settings.Replace((Expiration, "2m"), ("Policies:catalog:ExpirationRules:SlidingExpiration", "30s"), ("Expiration", "5m"));
        await CallAsync();
        _settings.Replace(("Policies:catalog:Stale:Grace", "1h"), ("Expiration", "5m"));
        await CallAsync();
        _settings.Replace((Expiration, "1m"), ("Expiration", "5m"));
        await CallAsync();
        Assert.That(_store.Times, Is.EqualTo(Times(60, 30, 300 + 3600, 60)));
        Assert.That(Warnings, Is.Empty);
    }

    [Test]
    public async Task Calls_by_key_and_functions_use_the_changed_defaults()
    {
        await StartAsync();
        CachedFunction<SquareCall, int> function = SquareCall.Function(new CacheAttribute());
        var cached = new CachedFunction<SquareCall, int>(new CachedMethod("delegate", new CacheEntryOptions { Namespace = "own" }), indexed: false);
        await CallAsync(function);
        _settings.Replace((Expiration, "1m"), ("Expiration", "10m"), ("Stale:Grace", "1m"));
        await CallAsync(function);
        await CallAsync(cached);
        await CacheManager.Default.SetAsync("key", 1);
        await CacheManager.GetOrCreateAsync("other", _ => ValueTask.FromResult(1), new CacheEntryOptions { Namespace = "own" });
        await CacheManager.Default.SetManyAsync([KeyValuePair.Create("third", 1)], new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(1) });
        Assert.That(_store.Times, Is.EqualTo(Times(300, 660, 660, 660, 660, 61)));
        Assert.That(CacheManager.Expiration, Is.EqualTo(TimeSpan.FromMinutes(10)));
    }

    [Test]
    public async Task An_entry_keeps_the_life_that_it_was_stored_with()
    {
        await StartAsync();
        await CallAsync(number: 7);
        _settings.Replace((Expiration, "2m"), ("Expiration", "5m"));
        await CallAsync(number: 7);
        Assert.That(_store.Times, Is.EqualTo(Times(60)));
    }

    [Test]
    public async Task The_settings_of_an_attribute_still_win()
    {
        await StartAsync();
        CachedFunction<SquareCall, int> function = SquareCall.Function(new CacheAttribute(10) { Policy = "catalog", Grace = 5 });
        await CallAsync(function);
        _settings.Replace((Expiration, "2m"), ("Policies:catalog:Stale:Grace", "1h"), ("Expiration", "5m"));
        await CallAsync(function);
        Assert.That(_store.Times, Is.EqualTo(Times(15, 15)));
    }

    [Test]
    public async Task The_namespace_and_the_tags_of_a_policy_stay_until_a_restart()
    {
        await StartAsync();
        await CallAsync();
        _settings.Replace((Expiration, "2m"), ("Policies:catalog:Namespace", "books"), ("Policies:catalog:Tags:0", "books"), ("Expiration", "5m"));
        string key = _function.Bound().KeyOf(new SquareCall(7));
        Assert.That((key, _function.Bound().Settings.Current.Tags), Is.EqualTo(("::7", (string[]?)null)));

        // A function that is called only after the change is evicted like the others.
        CachedFunction<SquareCall, int> late = SquareCall.Function(new CacheAttribute { Policy = "catalog" });
        await CallAsync(late);
        Assert.That((late.Bound().KeyOf(new SquareCall(7)), late.Bound().Settings.Current.Tags), Is.EqualTo((key, (string[]?)null)));
        Assert.That(_store.Times, Is.EqualTo(Times(60, 120)));
        Assert.That(Warnings, Is.EqualTo(new[]
        {
            "Configuration changed: CacheKit:Policies:catalog:Namespace, CacheKit:Policies:catalog:Tags will apply after a restart",
        }));
    }

    [Test]
    public async Task A_change_that_contradicts_an_attribute_is_rejected_as_a_whole()
    {
        await StartAsync();
        CachedFunction<SquareCall, int> fresh = SquareCall.Function(new CacheAttribute { Policy = "catalog", Grace = 0 });
        await CallAsync(fresh);
        _settings.Replace((Expiration, "2m"), ("Policies:catalog:Stale:Grace", "1h"), ("Policies:catalog:Stale:SoftTimeout", "1s"), ("Expiration", "10m"));
        await CallAsync();
        await CallAsync(fresh);
        Assert.That(_store.Times, Is.EqualTo(Times(60, 60, 60)));
        Assert.That(CacheManager.Expiration, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(Warnings.Single(), Does.StartWith("The changed section CacheKit is wrong").And.Contains("square can't be cached as declared: SoftTimeout needs a Grace"));
    }

    [Test]
    public async Task A_function_that_is_first_called_after_a_change_that_contradicts_it_keeps_the_settings_of_the_start()
    {
        await StartAsync();
        (string, string?)[] changed = [(Expiration, "2m"), ("Policies:catalog:Stale:Grace", "1h"), ("Policies:catalog:Stale:SoftTimeout", "1s")];
        _settings.Replace(changed);
        CachedFunction<SquareCall, int> fresh = SquareCall.Function(new CacheAttribute { Policy = "catalog", Grace = 0 });
        await CallAsync(fresh);
        await CallAsync(fresh);
        Assert.That(_store.Times, Is.EqualTo(Times(60, 60)));
        Assert.That(Warnings.Single(), Does.Contain("keeps its settings").And.Contains("square can't be cached as declared: SoftTimeout needs a Grace"));

        _settings.Replace((Expiration, "3m"));
        await CallAsync(fresh);
        Assert.That(_store.Times.Last(), Is.EqualTo(TimeSpan.FromMinutes(3)));
    }

    [Test]
    public async Task Code_wins_over_a_changed_section()
    {
        IHost host = await StartAsync(builder => builder.Configure((_, options) =>
        {
            options.Expiration = TimeSpan.FromMinutes(7);
            options.Enabled = true;
            options.AddPolicy("code", policy => policy.Expiration = TimeSpan.FromMinutes(8));
        }));
        CachedFunction<SquareCall, int> function = SquareCall.Function(new CacheAttribute { Policy = "code" });
        _settings.Replace((Expiration, "2m"), ("Expiration", "10m"), ("Enabled", "false"));
        await CallAsync();
        await CallAsync(function);
        await CacheManager.Default.SetAsync("key", 1);
        Assert.That(_store.Times, Is.EqualTo(Times(120, 480, 420)));
        CacheOptions options = host.Services.GetRequiredService<IOptionsMonitor<CacheOptions>>().CurrentValue;
        Assert.That((options.Expiration, options.Enabled, CacheManager.Enabled), Is.EqualTo(((TimeSpan?)TimeSpan.FromMinutes(7), true, true)));
    }

    [Test]
    public async Task A_named_cache_follows_its_own_section()
    {
        var settings = new ChangingSettings(("Expiration", "1h"));
        var store = new TimesBackend();
        IHost host = await StartAsync(builder => builder.Services.AddKeyedCacheKit("other", settings.Section).UseBackend(store));
        ICache other = host.Services.GetRequiredKeyedService<ICache>("other");
        _settings.Replace((Expiration, "2m"), ("Expiration", "10m"));
        await other.SetAsync("key", 1);
        settings.Replace(("Expiration", "2h"));
        await other.SetAsync("key", 1);
        await CacheManager.Default.SetAsync("key", 1);
        Assert.That(store.Times, Is.EqualTo(Times(3600, 7200)));
        Assert.That(_store.Times, Is.EqualTo(Times(600)));
        IOptionsMonitor<CacheOptions> monitor = host.Services.GetRequiredService<IOptionsMonitor<CacheOptions>>();
        Assert.That((monitor.CurrentValue.Expiration, monitor.Get("other").Expiration), Is.EqualTo((TimeSpan.FromMinutes(10), TimeSpan.FromHours(2))));
    }

    // A mixture of two changes would have other times to live.
    [Test]
    public async Task A_call_never_mixes_two_versions_of_a_policy()
    {
        await StartAsync();
        using var done = new CancellationTokenSource();
        var failures = new ConcurrentQueue<Exception>();
        Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (!done.IsCancellationRequested)
                    await CallAsync();
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        }))];

        for (int i = 1; i <= 40; i++)
        {
            _settings.Replace((Expiration, i % 3 == 0 ? "soon" : $"{i}s"), ("Policies:catalog:Stale:Grace", $"{1000 * i}s"));
            int calls = Volatile.Read(ref _number);
            await Poll.UntilAsync(() => Volatile.Read(ref _number) >= calls + 10 || !failures.IsEmpty);
        }

        await done.CancelAsync();
        await Task.WhenAll(callers);
        IEnumerable<TimeSpan?> allowed = Times([60, .. Enumerable.Range(1, 40).Where(i => i % 3 != 0).Select(i => 1001 * i)]);
        Assert.That(failures, Is.Empty);
        Assert.That(_store.Times.Distinct().Except(allowed), Is.Empty);
        Assert.That(_store.Times.Distinct().Count(), Is.GreaterThan(20));
        Assert.That(_store.Times, Does.Contain(TimeSpan.FromSeconds(40 * 1001)));
    }

    private IEnumerable<string> Warnings => Loggers.At(LogLevel.Warning);

    private static IEnumerable<TimeSpan?> Times(params int[] seconds) => seconds.Select(time => (TimeSpan?)TimeSpan.FromSeconds(time));

    private async Task<IHost> StartAsync(Action<CacheKitBuilder>? configure = null)
    {
        IHost host = Build("changes", services =>
        {
            CacheKitBuilder builder = services.AddCacheKit(_settings.Section).UseBackend(_store);
            builder.Configure((_, options) => options.Store = new StoreOptions { Timeout = null });
            configure?.Invoke(builder);
        });
        await host.StartAsync();
        return host;
    }

    // With a number that is not cached yet, unless there is one.
    private async Task CallAsync(CachedFunction<SquareCall, int>? function = null, int? number = null) =>
        await (function ?? _function).CallValueAsync(new SquareCall(number ?? Interlocked.Increment(ref _number)), CancellationToken.None);
}

using CacheKit.Conformance;
using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Weaving.Tests;

/// <summary>Stale elements are refreshed with services that remain valid after the caller has ended.</summary>
[TestFixture]
internal sealed class ElementBackgroundTests
{
    private readonly FakeTimeProvider _time = new();

    [TearDown]
    public void Stop() => CacheManager.Reset();

    [Test]
    public async Task Stale_elements_are_served_and_refreshed_together_in_a_scope_of_their_own()
    {
        await using ServiceProvider services = Services(registered: true);
        People people = services.GetRequiredService<People>();
        await using (AsyncServiceScope scope = services.CreateAsyncScope())
        {
            Scoped service = scope.ServiceProvider.GetRequiredService<Scoped>();
            await people.KeepAsync([1, 2], service);
            _time.Advance(TimeSpan.FromSeconds(61));
            people.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            IReadOnlyDictionary<int, Person> stale = await people.KeepAsync([1, 2], service).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.That(stale.Values.Select(person => person.Load), Is.All.EqualTo(1));
        }

        people.Gate.SetResult();
        await Poll.UntilAsync(async () => (await people.KeepAsync([1, 2]))[2].Load > 1);
        Assert.That(people.Loads, Is.EqualTo(new[] { "1,2", "1,2" }));
        Assert.That(people.Services, Has.Count.EqualTo(2).And.Unique);
    }

    [Test]
    public async Task With_a_service_that_ends_with_its_caller_the_caller_waits_for_the_new_values()
    {
        await using ServiceProvider services = Services(registered: false);
        People people = services.GetRequiredService<People>();
        using var service = new Scoped();
        await people.KeepAsync([1, 2], service);
        _time.Advance(TimeSpan.FromSeconds(61));
        IReadOnlyDictionary<int, Person> fresh = await people.KeepAsync([1, 2], service);
        Assert.That(fresh.Values.Select(person => person.Load), Is.All.EqualTo(2));
    }

    private ServiceProvider Services(bool registered)
    {
        var services = new ServiceCollection();
        services.AddSingleton<People>();
        if (registered)
            services.AddScoped<Scoped>();
        services.AddCacheKit(configure: options =>
        {
            options.TimeProvider = _time;
            options.AddPolicy("refreshed in the background", policy =>
                policy.Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(10), SoftTimeout = TimeSpan.Zero });
        }).UseInMemory(options => options.TimeProvider = _time);
        ServiceProvider built = services.BuildServiceProvider();
        CacheManager.Use(built);
        return built;
    }
}

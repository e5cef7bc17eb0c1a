using CacheKit.Conformance;

namespace CacheKit.Dashboard.Tests.Api;

[TestFixture]
internal sealed class LiveFeedTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private TestClock _clock = null!;

    [SetUp]
    public void NewClock() => _clock = new TestClock(DateTimeOffset.UnixEpoch);

    [Test]
    public async Task A_watcher_gets_the_caches_and_the_figures_at_the_beginning()
    {
        await using DashboardApp app = await StartAsync();
        using LiveStream live = await LiveStream.OpenAsync(app);

        Assert.That((await live.NextAsync())!.Value.Name, Is.EqualTo("caches"));
        Assert.That((await live.NextAsync())!.Value.Name, Is.EqualTo("figures"));
    }

    [Test]
    public async Task A_watcher_gets_the_figures_each_second()
    {
        await using DashboardApp app = await StartAsync();
        using LiveStream live = await LiveStream.OpenAsync(app);
        await live.NextAsync("figures");

        for (int i = 1; i <= 3; i++)
        {
            Task<(string Name, string Data)?> next = live.NextAsync();
            (string name, string data) = (await _clock.PassUntilAsync(next, atMost: 10 * _second))!.Value;
            Assert.That(name, Is.EqualTo("figures"));
            Assert.That(data, Does.Contain("\"at\":\"1970-01-01T00:00:"));
        }
    }

    [Test]
    public async Task A_watcher_gets_a_change_of_the_caches_and_the_event_of_it()
    {
        await using DashboardApp app = await StartAsync();
        using LiveStream live = await LiveStream.OpenAsync(app);
        await live.NextAsync("figures");
        await app.PostAsync("api/caches/default/switch", """{"isEnabled":false}""");

        Task<string> message = live.NextAsync("event");
        Assert.That(
            await _clock.PassUntilAsync(message, atMost: 10 * _second),
            Does.Contain("switched cache default off in the dashboard"));
        Assert.That(await live.NextAsync("caches"), Does.Contain("\"isEnabled\":false"));
    }

    [Test]
    public async Task Beyond_twenty_connections_a_watcher_is_asked_to_come_back_and_gets_in_when_one_leaves()
    {
        await using DashboardApp app = await StartAsync();
        var open = new List<LiveStream>();
        try
        {
            for (int i = 0; i < LiveFeed.Limit; i++)
                open.Add(await LiveStream.OpenAsync(app));

            Answer refused = await app.GetAsync("api/live");
            Assert.That(refused.Status, Is.EqualTo(503));
            Assert.That(refused["Retry-After"], Is.Not.Null);
            Assert.That(refused.Body, Does.Contain("too-many-connections"));

            open[0].Dispose();
            await Poll.UntilSucceedsAsync(async () =>
            {
                _clock.Advance(_second);
                open.Add(await LiveStream.OpenAsync(app));
            });
        }
        finally
        {
            open.ForEach(stream => stream.Dispose());
        }
    }

    [Test]
    public async Task A_stream_ends_when_the_application_stops_and_does_not_delay_its_end()
    {
        await using DashboardApp app = await StartAsync();
        using LiveStream live = await LiveStream.OpenAsync(app);
        await live.NextAsync("figures");

        await app.StopAsync();
        while (await live.NextAsync() is not null)
        {
        }
    }

    [Test]
    public async Task A_stream_ends_after_ten_minutes_so_that_access_is_checked_again()
    {
        await using DashboardApp app = await StartAsync();
        using LiveStream live = await LiveStream.OpenAsync(app);
        await live.NextAsync("figures");

        Task ended = Task.Run(async () =>
        {
            while (await live.NextAsync() is not null)
            {
            }
        });
        _clock.Advance(TimeSpan.FromMinutes(9));
        await _clock.PassUntilAsync(() => ended.IsCompleted, atMost: TimeSpan.FromMinutes(2));
        Assert.That(_clock.GetUtcNow() - DateTimeOffset.UnixEpoch, Is.GreaterThanOrEqualTo(TimeSpan.FromMinutes(10)));
    }

    private Task<DashboardApp> StartAsync() => DashboardApp.StartAsync(new DashboardAppSettings
    {
        UsesKestrel = true,
        Services = services => services.AddSingleton<TimeProvider>(_clock),

        // The caches change only if a test changes them.
        Cache = options => options.TimeProvider = _clock,
    });
}

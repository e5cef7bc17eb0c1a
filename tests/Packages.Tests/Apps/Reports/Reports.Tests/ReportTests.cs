using CacheKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Reports.Tests;

[TestFixture]
internal sealed class ReportTests
{
    private static readonly DateOnly _day = new(2025, 1, 31);

    private FakeTimeProvider _clock = null!;
    private IHost _host = null!;

    [SetUp]
    public void Build()
    {
        _clock = new FakeTimeProvider();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddCacheKit().UseInMemory();
        builder.Services.AddKeyedCacheKit("rates", prefix: "rates").UseInMemory();
        builder.Services.AddKeyedCacheKit("reports", prefix: "reports").UseInMemory();
        _host = builder.Build();
    }

    [TearDown]
    public void Dispose() => _host.Dispose();

    [Test]
    public async Task A_report_is_an_entry_of_the_cache_that_its_function_names()
    {
        var source = new ReportSource();
        Report report = await source.MakeAsync(_day);
        string title = await source.TitleAsync(_day);
        await CacheManager.ClearAsync();
        await CacheManager.Named("rates").ClearAsync();
        Assert.That(await source.MakeAsync(_day), Is.SameAs(report));
        Assert.That(await source.TitleAsync(_day), Is.Not.SameAs(title));

        await CacheManager.Named("reports").EvictAsync("report:2025-01-31");
        Assert.That(await source.MakeAsync(_day), Is.Not.SameAs(report));
    }

    [Test]
    public async Task A_rate_expires_by_the_clock_of_the_services()
    {
        int before = Rates.Reads;
        await Rates.FindAsync("EUR");
        _clock.Advance(TimeSpan.FromSeconds(59));
        await Rates.FindAsync("EUR");
        Assert.That(Rates.Reads - before, Is.EqualTo(1));

        _clock.Advance(TimeSpan.FromSeconds(2));
        await Rates.FindAsync("EUR");
        Assert.That(Rates.Reads - before, Is.EqualTo(2));
    }
}

using System.Net;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests;

/// <summary>The session of ASP.NET Core.</summary>
[TestFixture]
internal sealed class SessionTests : IDisposable
{
    private static readonly TimeSpan _idle = TimeSpan.FromMinutes(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly EphemeralDataProtectionProvider _protection = new();
    private readonly SharedStore _store;

    public SessionTests() => _store = new SharedStore(_clock);

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task A_session_is_found_by_the_next_request_also_on_another_node()
    {
        await using WebApplication one = await StartAsync();
        await using WebApplication other = await StartAsync();
        (string count, string cookie) = await CountAsync(one, null);
        Assert.That(count, Is.EqualTo("1"));

        Assert.That((await CountAsync(one, cookie)).Count, Is.EqualTo("2"));
        Assert.That((await CountAsync(other, cookie)).Count, Is.EqualTo("3"));
    }

    [Test]
    public async Task A_session_ends_when_it_was_idle_for_its_time()
    {
        await using WebApplication app = await StartAsync();
        (_, string cookie) = await CountAsync(app, null);
        _clock.Advance(_idle - TimeSpan.FromMinutes(1));
        Assert.That((await CountAsync(app, cookie)).Count, Is.EqualTo("2"));
        _clock.Advance(_idle - TimeSpan.FromMinutes(1));
        Assert.That((await CountAsync(app, cookie)).Count, Is.EqualTo("3"));
        _clock.Advance(_idle + TimeSpan.FromMinutes(1));

        Assert.That((await CountAsync(app, cookie)).Count, Is.EqualTo("1"));
    }

    [Test]
    public async Task A_session_knows_that_it_could_not_be_stored()
    {
        await using WebApplication app = await StartAsync();
        (_, string cookie) = await CountAsync(app, null);
        using HttpClient client = app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/commit");
        request.Headers.Add("Cookie", cookie);

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task A_session_that_could_not_be_read_is_not_overwritten()
    {
        await using WebApplication app = await StartAsync();
        (_, string cookie) = await CountAsync(app, null);
        await CountAsync(app, cookie);
        using HttpClient client = app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/outage");
        request.Headers.Add("Cookie", cookie);
        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("False"));
        Assert.That((await CountAsync(app, cookie)).Count, Is.EqualTo("3"));
    }

    private async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting().AddSingleton<IDataProtectionProvider>(_protection);
        builder.Services.AddSession(options => options.IdleTimeout = _idle);
        builder.Services
            .AddCacheKit("shop", options => (options.TimeProvider, options.Store) = (_clock, new StoreOptions { BreakAfter = null }))
            .UseBackend(_store).AsDistributedCache();
        WebApplication app = builder.Build();
        app.UseSession();
        app.UseRouting();
        app.MapGet("/count", (HttpContext context) => Count(context.Session));
        app.MapGet("/commit", async (HttpContext context) =>
        {
            Count(context.Session);
            _store.IsDown = true;
            try
            {
                await context.Session.CommitAsync();
                return Results.Ok();
            }
            catch (IOException)
            {
                return Results.StatusCode((int)HttpStatusCode.ServiceUnavailable);
            }
        });
        app.MapGet("/outage", (HttpContext context) =>
        {
            _store.IsDown = true;
            context.Session.TryGetValue("count", out _);
            _store.IsDown = false;
            return context.Session.IsAvailable.ToString();
        });
        await app.StartAsync();
        return app;
    }

    private static string Count(ISession session)
    {
        int count = (session.GetInt32("count") ?? 0) + 1;
        session.SetInt32("count", count);
        return $"{count}";
    }

    private static async Task<(string Count, string Cookie)> CountAsync(WebApplication app, string? cookie)
    {
        using HttpClient client = app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/count");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        using HttpResponseMessage response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        string count = await response.Content.ReadAsStringAsync();
        return (count, response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set.First().Split(';')[0] : cookie!);
    }
}

namespace CacheKit.AspNetCore.Tests.Watching;

/// <summary>A response that was made from a session is not shared.</summary>
public sealed class WatchedSessionTests(Store store) : EndpointTests(store)
{
    private static readonly TestAppSettings _sessions = new()
    {
        Services = services => services.AddDistributedMemoryCache().AddSession(),
        Outer = app => app.UseSession(),
    };

    [Test]
    public async Task A_response_whose_handler_used_the_session_is_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Session.SetString("seen", "yes");
            return ++runs;
        }), _sessions);
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=uri-miss; detail=session")));
    }

    [Test]
    public async Task A_response_whose_handler_did_not_use_the_session_is_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++runs), _sessions);
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }
}

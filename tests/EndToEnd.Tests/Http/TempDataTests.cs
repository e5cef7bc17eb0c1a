using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>MVC actions and views that use the session or TempData, which is kept in a cookie or in the session.</summary>
internal sealed class TempDataTests(string storeName) : ScenarioTests(storeName)
{
    [Test]
    public async Task An_action_or_view_that_reads_TempData_is_each_clients_own(
        [Values("/mvc/noted", "/mvc/noted-view")] string path, [Values] bool isInSession, [Values] bool isInFront)
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), Settings(isInSession, isInFront));
        string cookie = CookieOf(await app.GetAsync("/mvc/note?name=ann"));
        Answer ann = await app.GetAsync(path, $"Cookie: {cookie}");
        Answer nobody = await app.GetAsync(path);
        Assert.That((ann.Body, nobody.Body == "ann", nobody.CacheKit), Is.EqualTo(("ann", false, "MISS")));
    }

    [Test]
    public async Task An_action_that_writes_TempData_is_not_stored([Values] bool isInSession, [Values] bool isInFront)
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), Settings(isInSession, isInFront));
        Answer first = await app.GetAsync("/mvc/note-cached");
        Answer second = await app.GetAsync("/mvc/note-cached");
        Assert.That((first.Status, second.CacheKit, CookieOf(second).Length > 0), Is.EqualTo((200, "MISS", true)));
    }

    [Test]
    public async Task An_action_that_reads_the_session_is_each_clients_own([Values] bool isInFront)
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), Settings(isInSession: true, isInFront));
        await app.GetAsync("/mvc/session");
        Answer second = await app.GetAsync("/mvc/session");
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=session"));
    }

    [Test]
    public async Task A_view_that_leaves_TempData_alone_is_stored([Values] bool isInSession, [Values] bool isInFront)
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), Settings(isInSession, isInFront));
        await app.GetAsync("/mvc/view");
        Answer second = await app.GetAsync("/mvc/view");
        Assert.That((second.Body, second.CacheKit), Is.EqualTo(("plain", "HIT")));
    }

    private static string CookieOf(Answer answer) => answer["Set-Cookie"]?.Split(';')[0] ?? "";

    private static TestAppSettings Settings(bool isInSession, bool isInFront) => new()
    {
        Services = services =>
        {
            services.AddDistributedMemoryCache().AddSession();
            IMvcBuilder mvc = services.AddControllersWithViews().ConfigureApplicationPartManager(new ListedControllers(typeof(ClientController)).ReplaceAll);
            if (isInSession)
                mvc.AddSessionStateTempDataProvider();
            services.Configure<MvcViewOptions>(options =>
            {
                options.ViewEngines.Clear();
                options.ViewEngines.Add(new TextViewEngine());
            });
        },
        Outer = isInFront ? outer => outer.UseSession() : null,
        Inner = isInFront ? null : inner => inner.UseSession(),
    };
}

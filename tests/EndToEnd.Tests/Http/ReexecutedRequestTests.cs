namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>A request that is re-executed within another one, which already has a status.</summary>
internal sealed class ReexecutedRequestTests(string storeName) : ScenarioTests(storeName)
{
    private static readonly Dictionary<string, Action<WebApplication>> _errorPages = new()
    {
        ["handler"] = app => app.UseExceptionHandler("/oops"),
        ["scoped"] = app => app.UseExceptionHandler("/oops", createScopeForErrors: true),
        ["pages"] = app =>
        {
            app.UseStatusCodePagesWithReExecute("/oops");
            app.Use(ToStatusAsync);
        },
        ["own"] = app => app.Use(OwnAsync),
    };

    [Test]
    public async Task A_failure_keeps_its_status_though_its_error_page_is_cached(
        [Values("handler", "scoped", "pages", "own")] string how, [Values] bool isVisitedFirst)
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/oops", [Cache(60)] () => "oops");
                routes.MapGet("/fails", string () => throw new InvalidOperationException());
            },
            new TestAppSettings { Outer = _errorPages[how] });
        if (isVisitedFirst)
            await app.GetAsync("/oops");
        for (int i = 0; i < 2; i++)
        {
            Answer failure = await app.GetAsync("/fails");
            Assert.That((failure.Status, failure.Body, failure.CacheKit), Is.EqualTo((500, "oops", "BYPASS")));
            Assert.That(failure.CacheStatus, Does.EndWith("CacheKit; fwd=bypass; detail=re-executed"));
        }
    }

    [Test]
    public async Task An_error_page_that_was_shown_for_a_failure_is_not_stored_as_a_page()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/oops", [Cache(60), CacheStatusCodes(500)] () => "oops");
                routes.MapGet("/fails", string () => throw new InvalidOperationException());
            },
            new TestAppSettings { Outer = _errorPages["handler"] });
        await app.GetAsync("/fails");
        Answer visit = await app.GetAsync("/oops");
        Answer failure = await app.GetAsync("/fails");
        Assert.That((visit.Status, visit.CacheKit, failure.Status), Is.EqualTo((200, "MISS", 500)));
    }

    [Test]
    public async Task A_failure_of_a_controller_keeps_its_status_though_all_controllers_are_cached()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers().Cache(60), new TestAppSettings
        {
            Outer = _errorPages["handler"],
            Services = services => services.AddControllers().ConfigureApplicationPartManager(new ListedControllers(typeof(OopsController)).ReplaceAll),
        });
        Answer visit = await app.GetAsync("/oops");
        Answer failure = await app.GetAsync("/fails");
        Answer again = await app.GetAsync("/fails");
        Assert.That((visit.Status, failure.Status, failure.Body, again.Status, again.Body), Is.EqualTo((200, 500, "oops", 500, "oops")));
    }

    [Test]
    public async Task A_cached_page_that_is_not_found_is_shown_with_the_error_page_hit_or_miss()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/oops", [Cache(60)] () => "oops");
                routes.MapGet("/missing", [Cache(60), CacheStatusCodes(404)] () => Results.NotFound());
            },
            new TestAppSettings { Outer = outer => outer.UseStatusCodePagesWithReExecute("/oops") });
        await app.GetAsync("/oops");
        Answer miss = await app.GetAsync("/missing");
        Answer hit = await app.GetAsync("/missing");
        Assert.That((miss.Status, miss.Body, hit.Status, hit.Body), Is.EqualTo((404, "oops", 404, "oops")));
        Assert.That(hit.CacheStatus, Does.StartWith("CacheKit; hit"));
    }

    [Test]
    public async Task A_path_that_no_endpoint_serves_is_shown_with_the_error_page_and_its_status()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/oops", [Cache(60)] () => "oops"),
            new TestAppSettings { Outer = outer => outer.UseStatusCodePagesWithReExecute("/oops") });
        await app.GetAsync("/oops");
        Answer missing = await app.GetAsync("/nowhere");
        Assert.That((missing.Status, missing.Body), Is.EqualTo((404, "oops")));
    }

    [Test]
    public async Task A_status_that_was_set_in_front_of_the_cache_stays()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    if (context.Request.Headers.ContainsKey("X-Maintenance"))
                        context.Response.StatusCode = 203;
                    return next(context);
                }),
            });
        await app.GetAsync();
        Answer answer = await app.GetAsync("/", "X-Maintenance: 1");
        Assert.That((answer.Status, answer.CacheKit, (await app.GetAsync()).Status), Is.EqualTo((203, "BYPASS", 200)));
    }

    [Test]
    public async Task The_error_page_of_a_cached_page_that_fails_is_run_once_for_each_failure()
    {
        int pages = 0;
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/oops", [Cache(60)] () => $"oops {Interlocked.Increment(ref pages)}");
                routes.MapGet("/fails", [Cache(60)] string () => throw new InvalidOperationException());
            },
            new TestAppSettings { Outer = _errorPages["handler"] });
        Answer first = await app.GetAsync("/fails");
        Answer second = await app.GetAsync("/fails");
        Assert.That((first.Status, first.Body, second.Status, second.Body), Is.EqualTo((500, "oops 1", 500, "oops 2")));
    }

    private static async Task ToStatusAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (InvalidOperationException)
        {
            context.Response.StatusCode = 500;
        }
    }

    private static async Task OwnAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (InvalidOperationException)
        {
            context.Response.StatusCode = 500;
            context.Request.Path = "/oops";
            context.SetEndpoint(context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.Single(endpoint => endpoint.DisplayName!.Contains(
                "/oops", StringComparison.Ordinal)));
            await next(context);
        }
    }
}

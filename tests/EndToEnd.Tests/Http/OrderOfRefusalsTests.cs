using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Code other than the authorization middleware that rejects requests.</summary>
internal sealed class OrderOfRefusalsTests(string store) : OrderScenarios(store)
{
    [Test]
    public async Task Middleware_in_front_that_refuses_a_request_is_asked_before_the_cache()
    {
        await using TestApp app = await StartAsync(inFront: true, Refuse, Page);
        await app.GetAsync("/", "X-Member: yes");
        Answer refused = await app.GetAsync();
        Assert.That((refused.Status, refused.CacheKit), Is.EqualTo((403, (string?)null)));
    }

    [Test]
    public async Task Middleware_behind_that_refuses_a_request_is_not_asked_on_a_hit()
    {
        bool isClosed = true;
        await using TestApp app = await StartAsync(inFront: false, behind => RefuseUnless(behind, _ => !isClosed), Page);
        Answer refused = await app.GetAsync();
        isClosed = false;
        await app.GetAsync();
        isClosed = true;
        Answer hit = await app.GetAsync();

        Assert.That((refused.Status, refused.CacheStatus), Is.EqualTo((403, "CacheKit; fwd=uri-miss; detail=status")));
        Assert.That((hit.Status, hit.CacheKit), Is.EqualTo((200, "HIT")));
    }

    [Test]
    public async Task Middleware_behind_that_refuses_a_request_by_a_header_is_asked_for_each_of_its_values()
    {
        await using TestApp app = await StartAsync(inFront: false, Refuse, Page);
        await app.GetAsync("/", "X-Member: yes");
        Answer hit = await app.GetAsync("/", "X-Member: yes");
        Answer refused = await app.GetAsync();
        Assert.That((hit.CacheKit, refused.Status), Is.EqualTo(("HIT", 403)));
    }

    [Test]
    public async Task An_authorization_filter_of_mvc_keeps_its_action_uncached()
    {
        await using TestApp app = await StartAsync(inFront: true, _ => { }, routes => routes.MapControllers(), services => Controllers(services, _ => { }));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("MembersAttribute"));
    }

    [Test]
    public async Task A_global_authorization_filter_of_mvc_keeps_all_actions_uncached()
    {
        AuthorizationPolicy policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        await using TestApp app = await StartAsync(
            inFront: true,
            _ => { },
            routes => routes.MapControllers(),
            services => Controllers(services, options => options.Filters.Add(new AuthorizeFilter(policy))));
        Assert.That(WarningsOf(app), Has.Some.Contains("PlainController").And.Some.Contains("MembersController"));
    }

    private static void Refuse(WebApplication app) => RefuseUnless(app, context => context.Request.Headers["X-Member"].Count > 0);

    private static void RefuseUnless(WebApplication app, Func<HttpContext, bool> isMember) => app.Use((context, next) =>
    {
        if (isMember(context))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static void Page(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => "for members");

    private static void Controllers(IServiceCollection services, Action<MvcOptions> options) =>
        services.AddControllers(options).AddApplicationPart(typeof(OrderOfRefusalsTests).Assembly);
}

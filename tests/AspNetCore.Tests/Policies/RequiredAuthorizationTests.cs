using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Endpoints that only some users may reach.</summary>
public sealed class RequiredAuthorizationTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_client_that_is_refused_gets_no_entry_of_an_authorized_one()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), VaryBy(User = true), Authorize] () => ++runs),
            Authorized(app => app.UseAuthorization(), _ => { }));
        await app.GetAsync("/", "Cookie: user=ann");
        Answer hit = await app.GetAsync("/", "Cookie: user=ann");
        Answer refused = await app.GetAsync();
        Assert.That((hit.CacheKit, refused.Status, refused.CacheKit), Is.EqualTo(("HIT", 401, (string?)null)));
    }

    [Test]
    public async Task The_cache_before_the_authorization_is_an_error_that_names_the_endpoint()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/secret", [Cache(60), VaryBy(User = true), Authorize] () => "secret"),
            Authorized(_ => { }, app => app.UseAuthorization()));
        Answer answer = await app.GetAsync("/secret", "Cookie: user=ann");
        Assert.That(answer.Status, Is.EqualTo(500));
        string message = app.Log.Lines.Select(line => line.Exception).OfType<InvalidOperationException>().First().Message;
        Assert.That(message, Does.Contain("/secret").And.Contain("Call app.UseCacheKit() after app.UseAuthorization()"));
    }

    [Test]
    public async Task A_requirement_that_is_an_attribute_of_its_own_counts_as_authorization()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), Named("ann")] () => "secret"),
            Authorized(_ => { }, app => app.UseAuthorization()));
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task An_endpoint_that_allows_everybody_needs_no_authorization_before_the_cache()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGroup("").RequireAuthorization().MapGet("/", [Cache(60), AllowAnonymous] () => "hello"),
            Authorized(_ => { }, app => app.UseAuthorization()));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    private static TestAppSettings Authorized(Action<WebApplication> outer, Action<WebApplication> inner) => new()
    {
        Services = services =>
        {
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            services.AddAuthorization();
        },
        Outer = app =>
        {
            app.UseAuthentication();
            app.UseCookieUser();
            outer(app);
        },
        Inner = inner,
    };

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NamedAttribute(string name) : Attribute, IAuthorizationRequirementData
    {
        public string Name { get; } = name;

        public IEnumerable<IAuthorizationRequirement> GetRequirements() =>
            [new Microsoft.AspNetCore.Authorization.Infrastructure.NameAuthorizationRequirement(Name)];
    }
}

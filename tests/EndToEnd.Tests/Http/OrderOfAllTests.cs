using System.Globalization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>All middleware of the documentation, in the documented order.</summary>
internal sealed class OrderOfAllTests(string store) : OrderScenarios(store)
{
    [Test]
    public async Task The_documented_order_gives_each_client_of_one_entry_its_own_headers()
    {
        await using TestApp app = await StartAsync(inFront: true, Use, Page, Add);
        await app.GetAsync("/", "X-Forwarded-Host: shop.example", "Accept-Language: de", "Origin: http://a.example", "Accept-Encoding: gzip");
        Answer hit = await app.GetAsync("/", "X-Forwarded-Host: shop.example", "Accept-Language: de-AT, de", "Origin: http://b.example");

        Assert.That((hit.CacheKit, hit.Body), Is.EqualTo(("HIT", "de at shop.example for ")));
        Assert.That((hit["Access-Control-Allow-Origin"], hit["Content-Encoding"]), Is.EqualTo(("http://b.example", (string?)null)));
        Assert.That(WarningsOf(app), Is.Empty);
    }

    [Test]
    public async Task The_documented_order_keeps_users_hosts_and_cultures_apart()
    {
        await using TestApp app = await StartAsync(inFront: true, Use, Page, Add);
        await app.GetAsync("/", "X-Forwarded-Host: shop.example", "Accept-Language: de");
        Answer user = await app.GetAsync("/", "X-Forwarded-Host: shop.example", "Accept-Language: de", "X-Person: ann");
        Answer host = await app.GetAsync("/", "X-Forwarded-Host: b.example", "Accept-Language: de");
        Answer culture = await app.GetAsync("/", "X-Forwarded-Host: shop.example", "Accept-Language: en");
        Answer nobody = await app.GetAsync("/", "X-Forwarded-Host: shop.example", "Accept-Language: de");

        Assert.That((user.CacheStatus, user.Body), Is.EqualTo(("CacheKit; fwd=bypass; detail=user", "de at shop.example for ann")));
        Assert.That((host.CacheKit, host.Body), Is.EqualTo(("MISS", "de at b.example for ")));
        Assert.That((culture.CacheKit, culture.Body), Is.EqualTo(("MISS", "en at shop.example for ")));
        Assert.That((nobody.CacheKit, nobody.Body), Is.EqualTo(("HIT", "de at shop.example for ")));
    }

    private static void Page(WebApplication routes) => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        $"{CultureInfo.CurrentCulture.Name} at {context.Request.Host} for {context.User.Identity?.Name}");

    private static void Use(WebApplication app) => app
        .UseForwardedHeaders()
        .UseExceptionHandler("/failed")
        .UseStatusCodePages()
        .UseResponseCompression()
        .UseRouting()
        .UseRequestLocalization("en", "de")
        .UseCors()
        .UseAuthentication()
        .UseAuthorization()
        .UseSession()
        .UseAntiforgery()
        .UseRequestTimeouts();

    private static void Add(IServiceCollection services)
    {
        TokenAuthentication.Add(services);
        services.AddDistributedMemoryCache().AddSession().AddAntiforgery().AddRequestTimeouts()
            .AddCors(options => options.AddDefaultPolicy(cors => cors.WithOrigins("http://a.example", "http://b.example")))
            .AddResponseCompression(options => options.Providers.Add<GzipCompressionProvider>())
            .Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.XForwardedHost);
    }
}

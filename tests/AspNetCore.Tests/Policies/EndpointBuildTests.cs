using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>The checks at start-up look at the endpoints that routing uses: to build an endpoint takes milliseconds.</summary>
[TestFixture]
public sealed class EndpointBuildTests
{
    private static readonly TestCaseData<Func<IEndpointRouteBuilder, RouteHandlerBuilder>>[] _cached =
    [
        Case("attribute", routes => routes.MapGet("/", [Cache(60)] () => "one")),
        Case("attribute, group", routes => routes.MapGroup("/").MapGet("", [Cache(60)] () => "one")),
        Case("attribute, filter", routes => routes.MapGet("/", [Cache(60)] () => "one").AddEndpointFilter((context, next) => next(context))),
        Case("cache", routes => routes.MapGet("/", () => "one").Cache(60)),
        Case("not cached", routes => routes.MapGet("/", () => "one")),
    ];

    [TestCaseSource(nameof(_cached))]
    public async Task An_endpoint_is_built_once(Func<IEndpointRouteBuilder, RouteHandlerBuilder> map)
    {
        int conventions = 0;
        int filters = 0;
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            RouteHandlerBuilder route = map(routes);
            route.Add(_ => conventions++);
            route.AddEndpointFilterFactory((_, next) =>
            {
                filters++;
                return next;
            });
        });
        await app.GetAsync();
        await app.GetAsync();
        Assert.That((conventions, filters), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task An_endpoint_is_built_once_where_nothing_is_cached_and_UseCacheKit_is_not_called()
    {
        int conventions = 0;
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", () => "one").Add(_ => conventions++), new TestAppSettings { UsesCacheKit = false });
        await app.GetAsync();
        Assert.That(conventions, Is.EqualTo(1));
    }

    [Test]
    public async Task The_server_listens_before_an_endpoint_is_built()
    {
        string[] addresses = [];
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "one").Add(_ =>
            addresses = [.. routes.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses]));
        Assert.That(addresses, Is.EqualTo(new[] { app.Origin }));
    }

    [Test]
    public async Task The_application_finds_its_endpoints_as_it_has_mapped_them()
    {
        ICollection<EndpointDataSource> sources = [];
        EndpointDataSource[] mapped = [];
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("orders", [Cache(60)] (HttpContext context) => ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText);
            routes.MapGroup("/group").MapGet("", () => "two");
            sources = ((IEndpointRouteBuilder)routes).DataSources;
            mapped = [.. sources];
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await app.GetAsync("/orders")).Body, Is.EqualTo("orders"));
            Assert.That((await app.GetAsync("/group")).Body, Is.EqualTo("two"));
            Assert.That(sources, Is.EqualTo(mapped));
        }
    }

    [Test]
    public async Task An_endpoint_of_another_route_builder_is_checked_too()
    {
        InvalidOperationException? error = null;
        try
        {
            await using TestApp app = await TestApp.StartAsync(routes =>
            {
                routes.MapGet("/", () => "one").Cache(60);
                routes.Map("/branch", branch => branch.UseRouting().UseEndpoints(inner => inner.MapGet("/orders", [Cache(0)] () => "two")));
            });
        }
        catch (InvalidOperationException exception)
        {
            error = exception;
        }

        Assert.That(error?.Message, Does.Contain("/orders"));
    }

#pragma warning disable ASPDEPR004, ASPDEPR008 // Applications still have it.
    [Test]
    public void A_host_that_does_not_say_that_it_has_started_does_not_start_either()
    {
        IWebHostBuilder builder = new WebHostBuilder().UseKestrel().UseUrls("http://127.0.0.1:0")
            .ConfigureServices(services => services.AddRouting().AddCacheKit().UseInMemory())
            .Configure(app => app.UseRouting().UseCacheKit().UseEndpoints(routes => routes.MapGet("/orders", [Cache(0)] () => "one")));
        new CacheKitHostingStartup().Configure(builder);
        using IWebHost host = builder.Build();
        Assert.That(() => host.StartAsync(), Throws.InvalidOperationException.With.Message.Contains("/orders"));
    }
#pragma warning restore ASPDEPR004, ASPDEPR008

    private static TestCaseData<Func<IEndpointRouteBuilder, RouteHandlerBuilder>> Case(string name, Func<IEndpointRouteBuilder, RouteHandlerBuilder> map) =>
        new(map) { TestName = $"An_endpoint_is_built_once({name})" };
}

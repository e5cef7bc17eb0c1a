namespace CacheKit.AspNetCore.Tests.Startup;

/// <summary>The checks at start-up read the endpoints that routing uses, because building an endpoint takes milliseconds.</summary>
[TestFixture]
public sealed class EndpointBuildTests
{
    [TestCase(true, true)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    public async Task An_endpoint_is_built_once(bool isCached, bool usesCacheKit)
    {
        int builds = 0;
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                RouteHandlerBuilder route = routes.MapGet("/", () => "one");
                if (isCached)
                    route.Cache(60);
                route.Add(_ => builds++);
            },
            Checked with { UsesCacheKit = usesCacheKit });
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("one"));
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("one"));
        Assert.That(builds, Is.EqualTo(1));
    }

    [Test]
    public async Task The_application_finds_its_data_sources_as_it_has_mapped_them()
    {
        ICollection<EndpointDataSource> sources = [];
        EndpointDataSource[] mapped = [];
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("orders", (HttpContext context) => ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText).Cache(60);
                routes.MapGroup("/group").MapGet("", () => "two");
                sources = ((IEndpointRouteBuilder)routes).DataSources;
                mapped = [.. sources];
            },
            Checked);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await app.GetAsync("/orders")).Body, Is.EqualTo("orders"));
            Assert.That((await app.GetAsync("/group")).Body, Is.EqualTo("two"));
            Assert.That(sources, Is.EqualTo(mapped));
        }
    }

    [Test]
    public async Task A_convention_finds_the_data_sources_as_the_application_has_mapped_them()
    {
        EndpointDataSource[] mapped = [];
        EndpointDataSource[] found = [];
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                ICollection<EndpointDataSource> sources = ((IEndpointRouteBuilder)routes).DataSources;
                routes.MapGet("/", () => "one").Add(_ => found = [.. sources]);
                mapped = [.. sources];
            },
            Checked);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("one"));
        Assert.That(found, Is.EqualTo(mapped).And.Not.Empty);
    }

    [Test]
    public void A_hosting_startup_that_two_assemblies_name_adds_its_services_once()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        new CacheKitHostingStartup().Configure(builder.WebHost);
        ServiceDescriptor[] once = [.. builder.Services];
        new CacheKitHostingStartup().Configure(builder.WebHost);
        Assert.That(builder.Services, Is.EqualTo(once));
    }

    [Test]
    public async Task An_endpoint_of_a_branch_is_checked_too()
    {
        InvalidOperationException? error = null;
        try
        {
            await using TestApp app = await TestApp.StartAsync(
                routes =>
                {
                    routes.MapGet("/", () => "one").Cache(60);
                    routes.Map("/branch", branch => branch.UseRouting().UseEndpoints(inner => inner.MapGet("/orders", [Cache(0)] () => "two")));
                },
                Checked);
        }
        catch (InvalidOperationException exception)
        {
            error = exception;
        }

        Assert.That(error?.Message, Does.Contain("/orders"));
    }

    [Test]
    public async Task An_endpoint_of_a_branch_is_not_found_outside_of_it()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/", () => "one").Cache(60);
                routes.Map("/branch", branch => branch.UseRouting().UseEndpoints(inner => inner.MapGet("/orders", () => "two")));
            },
            Checked);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await app.GetAsync("/branch/orders")).Body, Is.EqualTo("two"));
            Assert.That((await app.GetAsync("/orders")).Status, Is.EqualTo(404));
        }
    }

    private static TestAppSettings Checked { get; } = new() { ChecksAtStartUp = true };
}

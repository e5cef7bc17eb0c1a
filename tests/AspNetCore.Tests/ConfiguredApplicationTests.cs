using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.Tests;

/// <summary>Web applications whose cache is configured by a section of their configuration.</summary>
[TestFixture]
[NonParallelizable]
public sealed class ConfiguredApplicationTests
{
    [SetUp]
    public void Forget() => CacheManager.Reset();

    // The program references the package of the store, and names it only in appsettings.json.
    [Test]
    public async Task A_program_chooses_its_store_by_a_reference_and_a_name()
    {
        await using var program = new WebApplicationFactory<Program>();
        using HttpClient client = program.CreateClient();
        Assert.That(await client.GetStringAsync("/prefix"), Is.EqualTo("program"));
        Assert.That(program.Services.GetRequiredService<ICacheSettings>().Backend, Is.TypeOf<InMemoryBackend>());
        string number = await client.GetStringAsync("/numbers/1");
        Assert.That(await client.GetStringAsync("/numbers/1"), Is.EqualTo(number));
    }

    [Test]
    public async Task A_test_host_overrides_settings()
    {
        await using WebApplicationFactory<Program> program = new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder
            .UseSetting("CacheKit:Prefix", "setting")
            .ConfigureAppConfiguration((_, configuration) => configuration.AddInMemoryCollection([new("CacheKit:Expiration", "1m")])));
        using HttpClient client = program.CreateClient();
        Assert.That(await client.GetStringAsync("/prefix"), Is.EqualTo("setting"));
        Assert.That(program.Services.GetRequiredService<ICacheSettings>().Expiration, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task A_wrong_setting_fails_the_start_of_a_program()
    {
        await using WebApplicationFactory<Program> program = new WebApplicationFactory<Program>()
            .WithWebHostBuilder(builder => builder.UseSetting("CacheKit:Prefx", "x").UseSetting("CacheKit:Enabled", "yes"));
        Assert.That(
            () => program.CreateClient(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Did you mean 'Prefix'?").And.Message.Contains("CacheKit:Enabled: 'yes'"));
    }

    [Test]
    public async Task The_policies_of_the_section_apply_to_endpoints()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Configuration.AddInMemoryCollection(
        [
            new("CacheKit:Store", "memory"), new("CacheKit:StatusHeader", "X-Shop"), new("CacheKit:Policies:catalog:Expiration", "90s"),
        ]);
        builder.Services.AddCacheKit(builder.Configuration.GetSection("CacheKit"));
        await using WebApplication app = builder.Build();
        app.UseRouting();
        app.UseCacheKit();
        app.MapGet("/books", () => "books").Cache("catalog");
        await app.StartAsync();
        using HttpClient client = app.GetTestClient();

        using HttpResponseMessage response = await client.GetAsync("/books");
        Assert.That(response.Headers.CacheControl!.MaxAge, Is.EqualTo(TimeSpan.FromSeconds(90)));
        Assert.That(response.Headers.GetValues("X-Shop"), Is.EqualTo(new[] { "MISS" }));
    }
}

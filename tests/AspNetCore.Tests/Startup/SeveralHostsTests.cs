using System.Globalization;
using CacheKit.WebProgram;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Startup;

/// <summary>Several hosts at a time, as parallel tests have them: the functions of each use its own cache.</summary>
[TestFixture]
[NonParallelizable]
public sealed class SeveralHostsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeTimeProvider _otherClock = new();

    [SetUp]
    public void Forget() => CacheManager.Reset();

    [Test]
    public async Task Functions_use_the_store_and_the_clock_of_the_host_of_their_request([Values] bool usesCacheKit)
    {
        await using WebApplicationFactory<Program> one = Start(_clock, usesCacheKit);
        await using WebApplicationFactory<Program> two = Start(_otherClock, usesCacheKit);
        using HttpClient ofOne = one.CreateClient();
        using HttpClient ofTwo = two.CreateClient();

        (int first, int second) = (await NumberAsync(ofOne), await NumberAsync(ofTwo));
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That((await NumberAsync(ofOne), await NumberAsync(ofTwo)), Is.EqualTo((first, second)));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await NumberAsync(ofOne), Is.Not.EqualTo(first));
        Assert.That(await NumberAsync(ofTwo), Is.EqualTo(second));
    }

    [Test]
    public async Task Functions_of_a_host_go_on_when_another_has_ended()
    {
        await using WebApplicationFactory<Program> one = Start(_clock);
        using HttpClient ofOne = one.CreateClient();
        int number = await NumberAsync(ofOne);
        await using (WebApplicationFactory<Program> two = Start(_otherClock))
        {
            using HttpClient ofTwo = two.CreateClient();
            await NumberAsync(ofTwo);
        }

        Assert.That(await NumberAsync(ofOne), Is.EqualTo(number));
    }

    [Test]
    public async Task Middleware_before_the_cache_uses_the_cache_of_its_host([Values] bool usesCacheKit)
    {
        await using WebApplicationFactory<Program> one = Start(_clock, usesCacheKit);
        await using WebApplicationFactory<Program> two = Start(_otherClock, usesCacheKit);
        using HttpClient ofOne = one.CreateClient();
        using HttpClient ofTwo = two.CreateClient();
        string first = await ofOne.GetStringAsync("/early");
        Assert.That(await ofTwo.GetStringAsync("/early"), Is.Not.EqualTo(first));
        Assert.That(await ofOne.GetStringAsync("/early"), Is.EqualTo(first));
    }

    [Test]
    public async Task A_function_that_is_called_between_Build_and_Run_is_cached()
    {
        await using WebApplicationFactory<Program> host = Start(_clock);
        using HttpClient client = host.CreateClient();
        Assert.That($"{await NumberAsync(client, id: 0)}", Is.EqualTo(await client.GetStringAsync("/warm")));
    }

    [Test]
    public async Task A_test_replaces_the_store_and_the_settings_of_the_program()
    {
        await using WebApplicationFactory<Program> one = Start(_clock, configure: services => services.AddCacheKit("test").UseInMemory());
        await using WebApplicationFactory<Program> two = Start(_otherClock);
        using HttpClient ofOne = one.CreateClient();
        using HttpClient ofTwo = two.CreateClient();
        Assert.That((await ofOne.GetStringAsync("/prefix"), await ofTwo.GetStringAsync("/prefix")), Is.EqualTo(("test", "program")));
    }

    [Test]
    public async Task A_test_can_call_functions_for_a_host_that_it_chooses()
    {
        await using WebApplicationFactory<Program> one = Start(_clock);
        await using WebApplicationFactory<Program> two = Start(_otherClock);
        using HttpClient ofOne = one.CreateClient();
        using HttpClient ofTwo = two.CreateClient();
        (int first, int second) = (await NumberAsync(ofOne), await NumberAsync(ofTwo));
        CacheManager.Use(one.Services);
        Assert.That(Numbers.Ask(7), Is.EqualTo(first));
        CacheManager.Use(two.Services);
        Assert.That(Numbers.Ask(7), Is.EqualTo(second));
    }

    [Test]
    public async Task A_request_keeps_its_host_when_another_is_built_while_it_runs()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestApp one = await TestApp.StartAsync(
            routes => routes.MapGet("/", async () =>
            {
                reached.SetResult();
                await goOn.Task;
                return CacheManager.Prefix;
            }),
            new TestAppSettings { Prefix = "one" });
        Task<Answer> request = one.GetAsync();
        await reached.Task;
        await using TestApp two = await TestApp.StartAsync(_ => { }, new TestAppSettings { Prefix = "two" });
        goOn.SetResult();
        Assert.That((await request).Body, Is.EqualTo("one"));
    }

    private static WebApplicationFactory<Program> Start(TimeProvider clock, bool usesCacheKit = true, Action<IServiceCollection>? configure = null) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder
            .UseSetting("UseCacheKit", usesCacheKit ? "true" : "false")
            .ConfigureTestServices(services =>
            {
                services.AddSingleton(clock);
                configure?.Invoke(services);
            }));

    private static async Task<int> NumberAsync(HttpClient client, int id = 7) =>
        int.Parse(await client.GetStringAsync($"/numbers/{id}"), CultureInfo.InvariantCulture);
}

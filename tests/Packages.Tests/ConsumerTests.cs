using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

[TestFixture]
[Category("Packages")]
internal sealed class ConsumerTests
{
    private Consumer _consumer = null!;

    [OneTimeSetUp]
    public async Task Build()
    {
        string all = Consumer.References(Repository.ShippedIds);
        _consumer = new Consumer();
        _consumer.AddApplication("App", Consumer.Program, all);
        _consumer.AddApplication("Unused", Consumer.Program.Replace(Consumer.UseCacheKit, "", StringComparison.Ordinal), all);
        _consumer.AddLibrary("Library", Consumer.References(["CacheKit.Core"]));
        _consumer.AddApplication(
            "Indirect", Consumer.ProgramWithLibrary, Consumer.References(["CacheKit.Backends.InMemory"]) + Consumer.ReferenceTo("Library"));
        await _consumer.BuildAsync();
    }

    [OneTimeTearDown]
    public void Delete() => _consumer.Dispose();

    [Test]
    public async Task An_application_restored_from_the_packages_caches()
    {
        await using Application application = await _consumer.StartAsync("App");

        Assert.That(await GetAsync(application, "/"), Is.EqualTo(("MISS", """{"hello":"world"}""")));
        Assert.That(await GetAsync(application, "/"), Is.EqualTo(("HIT", """{"hello":"world"}""")));
        await AssertIsComputedOnceAsync(application, "/numbers/7");
    }

    [Test]
    public async Task A_function_of_an_application_restored_from_the_packages_is_woven()
    {
        await using Application application = await _consumer.StartAsync("App");

        await AssertIsComputedOnceAsync(application, "/users/7");
        Assert.That(await GetAsync(application, "/users/8"), Is.Not.EqualTo(await GetAsync(application, "/users/7")));
    }

    // The application references neither Core nor the generator. Without the generator, its calls of the library's function would not be
    // woven.
    [Test]
    public async Task A_function_of_a_library_is_woven_where_an_application_calls_it()
    {
        await using Application application = await _consumer.StartAsync("Indirect");

        await AssertIsComputedOnceAsync(application, "/rates/USD");
        await AssertIsComputedOnceAsync(application, "/euro");
        Assert.That(await GetAsync(application, "/rates/EUR"), Is.EqualTo(await GetAsync(application, "/euro")));
    }

    [Test]
    public void An_application_without_UseCacheKit_fails_at_start_up() =>
        Assert.That(
            () => _consumer.StartAsync("Unused"),
            Throws.InvalidOperationException.With.Message.Contains("The endpoint HTTP: GET / has [Cache] or .Cache(), but the pipeline has no cache")
                .And.Message.Contains("Call app.UseCacheKit() in Program.cs"));

    private static async Task AssertIsComputedOnceAsync(Application application, string path)
    {
        (_, string computed) = await GetAsync(application, path);
        Assert.That(await GetAsync(application, path), Is.EqualTo(("", computed)));
    }

    private static async Task<(string Cache, string Body)> GetAsync(Application application, string path)
    {
        using HttpResponseMessage response = await application.Client.GetAsync(new Uri(path, UriKind.Relative));
        response.EnsureSuccessStatusCode();
        string cache = response.Headers.TryGetValues("X-CacheKit", out IEnumerable<string>? values) ? string.Join(", ", values) : "";
        return (cache, await response.Content.ReadAsStringAsync());
    }
}

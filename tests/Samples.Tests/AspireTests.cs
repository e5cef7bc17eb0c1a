using System.Text.Json;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

/// <summary>The services of the sample for Aspire, started with the environment that its AppHost gives them.</summary>
[TestFixture]
internal sealed class AspireTests
{
    private RedisServer _redis = null!;

    [OneTimeSetUp]
    public async Task StartRedis() => _redis = await RedisServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopRedis()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [TestCase("Catalog", "/books/7", "catalog")]
    [TestCase("Orders", "/orders/7", "orders")]
    public async Task A_service_answers_from_the_Redis_of_its_connection_string(string service, string path, string prefix)
    {
        await using Application first = await StartAsync(service);
        string computed = (await MissThenHitAsync(first, path)).Body;

        Assert.That(await _redis.SendAsync("EVAL", "return #redis.call('KEYS', ARGV[1])", "0", $"{prefix}:*{path}"), Is.EqualTo("1"));
        Assert.That(computed, Does.Contain("7"));
    }

    [Test]
    public async Task A_service_that_registers_a_client_of_Aspire_shares_its_connection_with_the_cache()
    {
        await using Application orders = await StartAsync("Orders");
        await MissThenHitAsync(orders, "/orders/8");
        Assert.That((await Answer.GetAsync(orders.Client, "/visits")).Body, Is.EqualTo("1"));

        // A connection of the library is two clients of the server: one for commands, one for subscriptions.
        await Poll.UntilAsync(async () => CountClients((await _redis.SendAsync("CLIENT", "LIST"))!) == 2);
    }

    // Publishing writes the model of the AppHost, and needs no orchestrator and no containers.
    [Test]
    [Explicit("It restores the orchestrator and the dashboard of Aspire, about 310 MB.")]
    public async Task The_AppHost_gives_each_service_the_connection_string_of_its_Redis([Values("catalog", "orders")] string service)
    {
        string manifest = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        try
        {
            await DotnetCommand.RunAsync(
                Sample.Folder("Aspire/AppHost"), "run", "-c", "Release", "--no-launch-profile", "--",
                "--operation", "publish", "--publisher", "manifest", "--output-path", manifest);

            using JsonDocument model = JsonDocument.Parse(await File.ReadAllTextAsync(manifest));
            JsonElement resources = model.RootElement.GetProperty("resources");
            Assert.That(resources.GetProperty("cache").GetProperty("image").GetString(), Does.Contain("redis"));
            Assert.That(
                resources.GetProperty(service).GetProperty("env").GetProperty("ConnectionStrings__cache").GetString(),
                Is.EqualTo("{cache.connectionString}"));
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    private Task<Application> StartAsync(string service) => Application.StartAsync(
        Sample.Assembly($"Aspire/{service}"), new Dictionary<string, string> { ["ConnectionStrings__cache"] = _redis.ConnectionString });

    // The first calls miss until the cache is connected.
    private static async Task<Answer> MissThenHitAsync(Application service, string path)
    {
        Answer answer = await Answer.GetAsync(service.Client, path);
        Assert.That(answer.Cache, Is.Not.EqualTo("HIT"));
        await Poll.UntilAsync(async () => (answer = await Answer.GetAsync(service.Client, path)).Cache == "HIT");
        return answer;
    }

    private static int CountClients(string list) => list.Split('\n').Count(client => client.Contains("SE.Redis", StringComparison.Ordinal));
}

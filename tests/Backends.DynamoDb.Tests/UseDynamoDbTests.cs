using Amazon.DynamoDBv2;
using CacheKit.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Registration of DynamoDB in the application's services.</summary>
[TestFixture]
public sealed class UseDynamoDbTests
{
    private static readonly string _table = SharedServer.NewTable("use");

    private AmazonDynamoDBClient _client = null!;

    [SetUp]
    public async Task Start() => _client = await SharedServer.ClientAsync();

    [TearDown]
    public void End() => _client?.Dispose();

    [Test]
    public void A_wrong_name_is_an_error_at_registration()
    {
        Assert.That(() => new ServiceCollection().AddCacheKit().UseDynamoDb("my cache"), Throws.ArgumentException);
        Assert.That(() => new ServiceCollection().AddCacheKit().UseDynamoDb(_client, "my cache"), Throws.ArgumentException);
    }

    [Test]
    public void A_wrong_setting_is_an_error_at_registration() =>
        Assert.That(() => new ServiceCollection().AddCacheKit().UseDynamoDb("cache", options => options.Region = "Frankfurt"), Throws.ArgumentException);

    [Test]
    public async Task A_table_at_an_endpoint_is_used()
    {
        string endpoint = await SharedServer.EndpointAsync();
        await ExpectUseAsync(builder => builder.UseDynamoDb(_table, options =>
        {
            options.Endpoint = endpoint;
            options.CreateTableIfMissing = true;
            options.Timeout = Poll.Patience;
        }));
    }

    [Test]
    public Task A_client_of_the_caller_is_used_and_left_alone() =>
        ExpectUseAsync(builder => builder.UseDynamoDb(_client, _table, Patient));

    [Test]
    public Task A_client_among_the_services_is_used_and_left_alone() => ExpectUseAsync(builder =>
    {
        builder.Services.AddSingleton<IAmazonDynamoDB>(_client);
        builder.UseDynamoDb(services => services.GetRequiredService<IAmazonDynamoDB>(), _table, Patient);
    });

    [Test]
    public Task A_keyed_client_among_the_services_is_used_and_left_alone() => ExpectUseAsync(builder =>
    {
        builder.Services.AddKeyedSingleton<IAmazonDynamoDB>("cache", _client);
        builder.UseDynamoDb(services => services.GetRequiredKeyedService<IAmazonDynamoDB>("cache"), _table, Patient);
    });

    [Test]
    public void A_region_contradicts_a_client_among_the_services() =>
        Assert.That(
            () => new ServiceCollection().AddCacheKit().UseDynamoDb(_ => _client, "cache", options => options.Region = "eu-central-1"),
            Throws.ArgumentException);

    [Test]
    public async Task The_clock_of_the_application_is_used()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var services = new ServiceCollection().AddSingleton<TimeProvider>(clock);
        services.AddCacheKit("clock", SharedServer.Patiently).UseDynamoDb(_client, _table, Patient);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        await cache.SetAsync("key", "value", new CacheEntryOptions { Expiration = TimeSpan.FromHours(1) });
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.True);

        clock.Advance(TimeSpan.FromHours(1));

        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    private static void Patient(DynamoDbBackendOptions options)
    {
        options.CreateTableIfMissing = true;
        options.Timeout = Poll.Patience;
    }

    private async Task ExpectUseAsync(Action<CacheKitBuilder> use)
    {
        string prefix = $"use-{Guid.NewGuid():N}";
        var services = new ServiceCollection();
        use(services.AddCacheKit(prefix, SharedServer.Patiently));

        await using (ServiceProvider provider = services.BuildServiceProvider())
            await provider.GetRequiredService<ICache>().GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));

        using DynamoDbBackend backend = SharedServer.BackendOver(_client, _table);
        Assert.That(await backend.ClearAsync(prefix), Is.EqualTo(1));
    }
}

using System.Reflection;
using Amazon.DynamoDBv2;
using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>DynamoDB as the store that configuration chooses.</summary>
[TestFixture]
public sealed class DynamoDbStoreTests
{
    private static readonly string _table = SharedServer.NewTable("configured");

    [SetUp]
    public void AddStore() => ConfiguredStores.Add(new DynamoDbStore());

    [Test]
    public async Task A_table_at_an_endpoint_is_used() =>
        await ExpectUseAsync(_ => { }, ("CacheKit:DynamoDb:Endpoint", await SharedServer.EndpointAsync()));

    [Test]
    public async Task The_client_of_the_application_is_used_and_left_alone()
    {
        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        await ExpectUseAsync(services => services.AddSingleton<IAmazonDynamoDB>(client));
        Assert.That(() => client.ListTablesAsync(), Throws.Nothing);
    }

    [Test]
    public async Task A_keyed_client_of_the_application_is_used_and_left_alone()
    {
        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        await ExpectUseAsync(services => services.AddKeyedSingleton<IAmazonDynamoDB>("cache", client), ("CacheKit:DynamoDb:ServiceKey", "cache"));
        Assert.That(() => client.ListTablesAsync(), Throws.Nothing);
    }

    [TestCase("Table", "", "CacheKit:DynamoDb:Table: DynamoDB needs the name of a table")]
    [TestCase("Table", "my cache", "CacheKit:DynamoDb: 'my cache' is not a valid DynamoDB table name.")]
    [TestCase("Region", "Frankfurt", "CacheKit:DynamoDb: 'Frankfurt' is not a valid AWS region name.")]
    [TestCase("Timeout", "1h", "CacheKit:DynamoDb: Timeout must be longer than zero")]
    [TestCase("Regoin", "eu-central-1", "CacheKit:DynamoDb: there is no setting 'Regoin'. Did you mean 'Region'?")]
    public void A_wrong_setting_is_an_error_with_its_path(string name, string value, string problem)
    {
        using ServiceProvider services = ServicesOf(_ => { }, ("CacheKit:DynamoDb:Table", _table), ($"CacheKit:DynamoDb:{name}", value));
        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(problem));
    }

    [Test]
    public void A_region_contradicts_a_client_of_the_application()
    {
        using ServiceProvider services = ServicesOf(
            _ => { }, ("CacheKit:DynamoDb:Table", _table), ("CacheKit:DynamoDb:Region", "eu-central-1"), ("CacheKit:DynamoDb:ServiceKey", "cache"));
        Assert.That(
            () => services.GetRequiredService<ICache>(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Region and Endpoint cannot be set together with a client"));
    }

    // The message about an unknown setting lists those that are read. A clock and a compression are objects, which code sets.
    [Test]
    public void Every_option_is_read()
    {
        using ServiceProvider services = ServicesOf(_ => { }, ("CacheKit:DynamoDb:Zebra", "1"));
        string message = Assert.Catch<OptionsValidationException>(() => services.GetRequiredService<ICache>())!.Message;
        string[] read = message.Split("There are: ")[1].Split('.')[0].Split(", ");
        IEnumerable<string> options = typeof(DynamoDbBackendOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(option => option.Name);
        Assert.That(read, Is.EquivalentTo(options.Except(["TimeProvider", "Compression"]).Append("Table").Append("ServiceKey")));
    }

    private static async Task ExpectUseAsync(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        string prefix = $"configured-{Guid.NewGuid():N}";
        string patience = Poll.Patience.ToString("c", null);
        await using (ServiceProvider services = ServicesOf(
            add,
            [
                ("CacheKit:Prefix", prefix), ("CacheKit:StoreOptions:Timeout", patience), ("CacheKit:DynamoDb:Table", _table),
                ("CacheKit:DynamoDb:Timeout", patience), ("CacheKit:DynamoDb:CreateTableIfMissing", "true"), ("CacheKit:DynamoDb:ConsistentReads", "true"),
                .. settings,
            ]))
        {
            await services.GetRequiredService<ICache>().GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        }

        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);
        Assert.That(await backend.ClearAsync(prefix), Is.EqualTo(1));
    }

    private static ServiceProvider ServicesOf(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("CacheKit:Store", "dynamodb")])
            .AddInMemoryCollection(settings.GroupBy(setting => setting.Name).Select(values => KeyValuePair.Create(values.Key, (string?)values.Last().Value)))
            .Build();
        var services = new ServiceCollection();
        add(services);
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        return services.BuildServiceProvider();
    }
}

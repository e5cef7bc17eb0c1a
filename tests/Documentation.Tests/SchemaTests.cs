using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.Documentation.Tests;

/// <summary>The JSON schema has exactly the settings that are read.</summary>
[TestFixture]
internal sealed class SchemaTests
{
    // The sections, and the stores that are chosen to read them.
    private static readonly (string Path, string Store)[] _sections =
    [
        ("", "memory"), ("", "redis"), ("Stale", "memory"), ("StoreOptions", "memory"), ("Policies:catalog", "memory"), ("Policies:catalog:Stale", "memory"),
        ("Policies:catalog:ExpirationRules", "memory"), ("Memory", "memory"), ("Memory", "redis"), ("Redis", "redis"), ("Memcached", "memcached"),
        ("DynamoDb", "dynamodb"),
    ];

    private static readonly JsonElement _schema = JsonDocument.Parse(Repository.Read("docs/cachekit.schema.json")).RootElement;

    private static IEnumerable<TestCaseData> Sections => _sections.Select(section => new TestCaseData(section.Path, section.Store));

    [TestCaseSource(nameof(Sections))]
    public void The_schema_has_the_settings_that_are_read(string path, string store)
    {
        string message = MessageFor(("Store", store), ("ConnectionString", "localhost"), (ConfigurationPath.Combine([.. Parts(path), "Zzzzzzzz"]), "1"))!;
        string unknown = message.Split('\n').Single(line => line.Contains("there is no setting 'Zzzzzzzz'", StringComparison.Ordinal));
        string[] read = unknown.Split("There are: ")[1].TrimEnd('.').Split(", ");
        Assert.That(PropertiesOf(path), Is.EquivalentTo(read));
    }

    [Test]
    public void Each_object_of_the_schema_is_held_to_the_settings_that_are_read()
    {
        int objects = Regex.Count(Repository.Read("docs/cachekit.schema.json"), "\"additionalProperties\": false");
        string[] own = [.. _sections.Select(section => section.Path).Distinct()];
        // The stale values of a policy are those of a cache.
        Assert.That(own.Except(["Policies:catalog:Stale"]).Count(), Is.EqualTo(objects));
    }

    [TestCase("00:05:00")]
    [TestCase("1.02:03:04.5")]
    [TestCase("500ms")]
    [TestCase("1.5h")]
    [TestCase("60")]
    [TestCase("24:00:00")]
    [TestCase("five")]
    [TestCase("5w")]
    public void The_schema_accepts_the_durations_that_are_read(string text)
    {
        string pattern = _schema.GetProperty("definitions").GetProperty("duration").GetProperty("pattern").GetString()!;
        Assert.That(Regex.IsMatch(text, pattern), Is.EqualTo(MessageFor(("Store", "memory"), ("Stale:Grace", text)) is null));
    }

    private static string[] Parts(string path) => path.Length == 0 ? [] : path.Split(':');

    private static IEnumerable<string> PropertiesOf(string path)
    {
        JsonElement section = Resolve(_schema.GetProperty("properties").GetProperty("CacheKit"));
        foreach (string part in Parts(path))
        {
            section = Resolve(section.TryGetProperty("properties", out JsonElement properties)
                ? properties.GetProperty(part)
                : section.GetProperty("additionalProperties"));
        }

        return section.GetProperty("properties").EnumerateObject().Select(property => property.Name);
    }

    private static JsonElement Resolve(JsonElement element)
    {
        foreach (string choice in new[] { "allOf", "anyOf" })
        {
            if (element.TryGetProperty(choice, out JsonElement choices) && choices.EnumerateArray().FirstOrDefault(IsReference) is { ValueKind: JsonValueKind.Object } found)
                element = found;
        }

        return IsReference(element) ? _schema.GetProperty("definitions").GetProperty(element.GetProperty("$ref").GetString()!.Split('/')[^1]) : element;
    }

    private static bool IsReference(JsonElement element) => element.TryGetProperty("$ref", out _);

    // Null if the settings are right.
    private static string? MessageFor(params (string Name, string Value)[] settings)
    {
        foreach (IConfiguredStore store in new IConfiguredStore[] { new InMemoryStore(), new RedisStore(), new MemcachedStore(), new DynamoDbStore() })
            ConfiguredStores.Add(store);
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"CacheKit:{setting.Name}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        using ServiceProvider provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<ICacheSettings>();
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return exception.Message;
        }
    }
}

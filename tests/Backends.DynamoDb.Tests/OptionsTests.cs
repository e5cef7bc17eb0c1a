namespace CacheKit.Backends.DynamoDb.Tests;

[TestFixture]
[NonParallelizable]
public sealed class OptionsTests
{
    // Everything that could define a region or credentials on the machine that runs the test.
    private static readonly (string Name, string? Value)[] _bare =
    [
        ("AWS_REGION", null), ("AWS_DEFAULT_REGION", null), ("AWS_PROFILE", null), ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", null), ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", null), ("AWS_CONTAINER_CREDENTIALS_FULL_URI", null),
        ("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere"), ("AWS_CONFIG_FILE", "/nowhere"),
    ];

    private (string Name, string? Value)[] _before = [];

    [SetUp]
    public void Undress()
    {
        _before = [.. _bare.Select(variable => (variable.Name, Environment.GetEnvironmentVariable(variable.Name)))];
        Set(_bare);
    }

    [TearDown]
    public void Dress() => Set(_before);

    [TestCase("abc")]
    [TestCase("my_cache-1.v2")]
    [TestCase("CACHE")]
    public void A_right_name_is_taken(string table) =>
        Assert.That(() => new DynamoDbBackend(table, Local()).Dispose(), Throws.Nothing);

    [TestCase("")]
    [TestCase("ab")]
    [TestCase("my cache")]
    [TestCase("caché")]
    [TestCase("cache\n")]
    [TestCase("arn:aws:dynamodb:eu-central-1:1:table/cache")]
    public void A_wrong_name_is_an_error_that_says_what_is_right(string table) =>
        Assert.That(() => new DynamoDbBackend(table, Local()), Throws.ArgumentException
            .With.Property(nameof(ArgumentException.ParamName)).EqualTo("table")
            .And.Message.Contains("3 to 255 characters"));

    [Test]
    public void A_name_of_256_characters_is_an_error() =>
        Assert.That(() => new DynamoDbBackend(new string('a', 256), Local()), Throws.ArgumentException);

    [TestCase("Frankfurt")]
    [TestCase("eu-central1")]
    [TestCase("eu_central_1")]
    [TestCase("")]
    public void A_wrong_region_is_an_error_that_shows_a_right_one(string region) =>
        Assert.That(
            () => new DynamoDbBackend("cache", new DynamoDbBackendOptions { Region = region }), Throws.ArgumentException.With.Message.Contains("eu-central-1"));

    [TestCase("localhost:8000")]
    [TestCase("ftp://localhost")]
    [TestCase("")]
    public void A_wrong_endpoint_is_an_error_that_shows_a_right_one(string endpoint) =>
        Assert.That(
            () => new DynamoDbBackend("cache", new DynamoDbBackendOptions { Endpoint = endpoint }),
            Throws.ArgumentException.With.Message.Contains("http://localhost:8000"));

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(301)]
    public void A_wrong_timeout_is_an_error(int seconds) =>
        Assert.That(
            () => new DynamoDbBackend("cache", new DynamoDbBackendOptions { Endpoint = "http://localhost:8000", Timeout = TimeSpan.FromSeconds(seconds) }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void No_table_no_client_and_no_clock_are_errors()
    {
        Assert.That(() => new DynamoDbBackend(null!), Throws.ArgumentNullException);
        Assert.That(() => new DynamoDbBackend(null!, "cache"), Throws.ArgumentNullException);
        Assert.That(() => new DynamoDbBackend("cache", new DynamoDbBackendOptions { TimeProvider = null! }), Throws.ArgumentNullException);
    }

    [Test]
    public void No_region_is_an_error_that_says_what_to_set() =>
        Assert.That(
            () => new DynamoDbBackend("cache"),
            Throws.InvalidOperationException.With.Message.Contains("DynamoDbBackendOptions.Region").And.Message.Contains("AWS_REGION"));

    [Test]
    public void No_credentials_are_an_error_that_says_what_to_set() =>
        Assert.That(
            () => new DynamoDbBackend("cache", new DynamoDbBackendOptions { Region = "eu-central-1" }),
            Throws.InvalidOperationException.With.Message.Contains("AWS_ACCESS_KEY_ID").And.Message.Contains("AWS_PROFILE"));

    [Test]
    public void The_region_and_the_credentials_of_the_environment_are_used()
    {
        Set([("AWS_REGION", "eu-central-1"), ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
        Assert.That(() => new DynamoDbBackend("cache").Dispose(), Throws.Nothing);
    }

    [Test]
    public void DynamoDB_Local_needs_no_credentials() =>
        Assert.That(() => new DynamoDbBackend("cache", Local()).Dispose(), Throws.Nothing);

    [Test]
    public void An_endpoint_elsewhere_needs_credentials() =>
        Assert.That(
            () => new DynamoDbBackend("cache", new DynamoDbBackendOptions { Endpoint = "http://dynamodb.example:8000" }), Throws.InvalidOperationException);

    private static DynamoDbBackendOptions Local() => new() { Endpoint = "http://localhost:8000" };

    private static void Set(IEnumerable<(string Name, string? Value)> variables)
    {
        foreach ((string name, string? value) in variables)
            Environment.SetEnvironmentVariable(name, value);
    }
}

using System.Text.RegularExpressions;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace CacheKit;

/// <summary>Creates the client that a backend owns. Error messages say which setting is missing.</summary>
internal static partial class DynamoDbClient
{
    // A request signature must name a region, but most other implementations ignore it.
    private const string AnyRegion = "us-east-1";

    public static void Validate(string table, DynamoDbBackendOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        if (!TableName().IsMatch(table))
        {
            throw new ArgumentException(
                $"'{table}' is not a valid DynamoDB table name. Use 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'.", nameof(table));
        }

        if (options.Region is { } region && !RegionName().IsMatch(region))
            throw new ArgumentException($"'{region}' is not a valid AWS region name. Example: \"eu-central-1\".", nameof(options));
        if (options.Endpoint is { } endpoint && !IsAddress(endpoint))
            throw new ArgumentException($"'{endpoint}' is not a valid service address. Example: \"http://localhost:8000\".", nameof(options));
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(5))
            throw new ArgumentOutOfRangeException(nameof(options), options.Timeout, "Timeout must be longer than zero and at most five minutes.");
    }

    public static void ValidateForClient(string table, DynamoDbBackendOptions options)
    {
        Validate(table, options);
        if (options.Region is not null || options.Endpoint is not null)
            throw new ArgumentException("Region and Endpoint cannot be set together with a client. Set them on the client.", nameof(options));
    }

    /// <exception cref="InvalidOperationException">The AWS SDK finds no region or no credentials.</exception>
    public static AmazonDynamoDBClient Create(DynamoDbBackendOptions options)
    {
        var config = new AmazonDynamoDBConfig
        {
            // The SDK's default of ten retries takes a minute and a half if the service is down.
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 1,
            ConnectTimeout = options.Timeout,
        };
        if (options.Region is not null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);

        string? region = config.RegionEndpoint?.SystemName;
        if (options.Endpoint is null)
        {
            return region is null
                ? throw new InvalidOperationException(
                    $"There is no AWS region for DynamoDB. Set {nameof(DynamoDbBackendOptions)}.{nameof(DynamoDbBackendOptions.Region)}, the environment " +
                    "variable AWS_REGION, or a region in the AWS profile.")
                : new AmazonDynamoDBClient(CredentialsFor(config), config);
        }

        config.ServiceURL = options.Endpoint;
        config.AuthenticationRegion = region ?? AnyRegion;
        AWSCredentials credentials = IgnoresCredentials(options.Endpoint) ? new BasicAWSCredentials("local", "local") : CredentialsFor(config);
        return new AmazonDynamoDBClient(credentials, config);
    }

    private static AWSCredentials CredentialsFor(IClientConfig config)
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials(config);
        }
        catch (AmazonClientException exception)
        {
            throw new InvalidOperationException(
                "There are no AWS credentials for DynamoDB. Assign a role to the machine or the container, set the environment variables " +
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile in AWS_PROFILE, or pass your own client to the backend.", exception);
        }
    }

    // DynamoDB Local requires credentials but does not check them.
    private static bool IgnoresCredentials(string endpoint) =>
        new Uri(endpoint).IsLoopback && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"));

    private static bool IsAddress(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{3,255}\z")]
    private static partial Regex TableName();

    [GeneratedRegex(@"\A[a-z]{2,}(-[a-z]+)+-[0-9]+\z")]
    private static partial Regex RegionName();
}

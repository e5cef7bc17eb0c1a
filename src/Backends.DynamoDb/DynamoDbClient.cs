using System.Text.RegularExpressions;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace CacheKit;

/// <summary>Makes a backend's own client, and says what is to be set where something is missing.</summary>
internal static partial class DynamoDbClient
{
    // What a signature must name. An endpoint that is not Amazon's seldom looks at it.
    private const string AnyRegion = "us-east-1";

    public static void Validate(string table, DynamoDbBackendOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        if (!TableName().IsMatch(table))
        {
            throw new ArgumentException(
                $"'{table}' can't be the name of a DynamoDB table. A name has 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'.", nameof(table));
        }

        if (options.Region is { } region && !RegionName().IsMatch(region))
            throw new ArgumentException($"'{region}' is no name of a region. One looks like \"eu-central-1\".", nameof(options));
        if (options.Endpoint is { } endpoint && !IsAddress(endpoint))
            throw new ArgumentException($"'{endpoint}' is no address of a service. One looks like \"http://localhost:8000\".", nameof(options));
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(5))
            throw new ArgumentOutOfRangeException(nameof(options), options.Timeout, "Timeout is more than zero and five minutes at most.");
    }

    public static void ValidateForClient(string table, DynamoDbBackendOptions options)
    {
        Validate(table, options);
        if (options.Region is not null || options.Endpoint is not null)
            throw new ArgumentException("The client has a region and an endpoint of its own. Set them there.", nameof(options));
    }

    /// <exception cref="InvalidOperationException">There is no region, or there are no credentials.</exception>
    public static AmazonDynamoDBClient Create(DynamoDbBackendOptions options)
    {
        var config = new AmazonDynamoDBConfig
        {
            // The SDK's own default is ten retries, which is a minute and a half where the service is down.
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
        AWSCredentials credentials = AreAnyCredentialsGoodFor(options.Endpoint) ? new BasicAWSCredentials("local", "local") : CredentialsFor(config);
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
                "There are no AWS credentials for DynamoDB. Give the machine or the container a role, set the environment variables " +
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile by AWS_PROFILE, or give the backend a client of your own.", exception);
        }
    }

    // DynamoDB Local asks for some and looks at none.
    private static bool AreAnyCredentialsGoodFor(string endpoint) =>
        new Uri(endpoint).IsLoopback && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"));

    private static bool IsAddress(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{3,255}\z")]
    private static partial Regex TableName();

    [GeneratedRegex(@"\A[a-z]{2,}(-[a-z]+)+-[0-9]+\z")]
    private static partial Regex RegionName();
}

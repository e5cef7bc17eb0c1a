using Amazon.Runtime;

namespace CacheKit;

/// <summary>Distinguishes errors that refuse one request from errors that mean the service is unavailable.</summary>
/// <remarks>
/// Errors that are not listed here count as an outage: a missing table (<c>ResourceNotFoundException</c>), invalid or expired credentials,
/// and a failure of the service (<c>InternalServerError</c>). A failed condition is a result, not an error.
/// </remarks>
internal static class DynamoDbRefusals
{
    public const string TooLarge = "too large";
    public const string Throttled = "throttled";
    public const string AccessDenied = "AccessDenied";

    private const string Denied = "Allow the action in the IAM policy of the application: docs/dynamodb.md lists them.";
    private const string Capacity = "The table has too little capacity: switch it to on-demand, or provision more.";

    private static (string Reason, bool IsTransient, string Advice)? Of(string code) => code switch
    {
        "ValidationException" => ("ValidationException", false, ""),
        "ItemCollectionSizeLimitExceededException" => (TooLarge, false, ""),
        "AccessDeniedException" => (AccessDenied, false, Denied),
        "ProvisionedThroughputExceededException" or "ThrottlingException" or "RequestLimitExceeded" or "LimitExceededException" => (Throttled, true, Capacity),
        "TransactionConflictException" or "ReplicatedWriteConflictException" => ("conflict", true, ""),
        _ => null,
    };

    /// <summary>Returns the refusal for an exception of the client, or null if it is an outage.</summary>
    public static StoreRefusedException? Of(AmazonServiceException exception) => Of(exception.ErrorCode ?? "") is var (reason, isTransient, advice)
        ? new StoreRefusedException(reason, isTransient, $"DynamoDB replied {exception.ErrorCode}: \"{exception.Message}\" {advice}".TrimEnd(), exception)
        : null;

    // No condition distinguishes such an item from an entry, so only an unconditional write replaces it.
    public static StoreRefusedException OfDamage(Exception exception) => new(
        "damaged", isTransient: false,
        $"The compressed payload of an item can't be restored: {exception.Message} The next write of the key replaces the item.", exception);

    public static StoreRefusedException OfUnprocessed(int keys) => new(
        Throttled, isTransient: true, $"DynamoDB left {keys} keys of a batch unprocessed, and did so again until the time limit. {Capacity}");

    public static StoreRefusedException OfSize(int bytes) => new(
        TooLarge, isTransient: false, $"The payload has {bytes} bytes and exceeds 400 KB, the item size limit of DynamoDB, even when compressed.");
}

using Amazon.Runtime;

namespace CacheKit;

/// <summary>Tells errors by which DynamoDB refuses one request from those by which it can't serve at all.</summary>
/// <remarks>
/// What is not listed here is an outage: a table that is not there (<c>ResourceNotFoundException</c>), credentials that are wrong or have expired,
/// and a service that fails (<c>InternalServerError</c>). A condition that is not met is an answer.
/// </remarks>
internal static class DynamoDbRefusals
{
    public const string TooLarge = "too large";
    public const string Throttled = "throttled";

    private const string Denied = "Allow the action in the IAM policy of the application: docs/dynamodb.md lists them.";
    private const string Capacity = "The table has too little capacity: make it on-demand, or give it more.";

    private static (string Reason, bool IsTransient, string Advice)? Of(string code) => code switch
    {
        "ValidationException" => ("ValidationException", false, ""),
        "ItemCollectionSizeLimitExceededException" => (TooLarge, false, ""),
        "AccessDeniedException" => ("AccessDenied", false, Denied),
        "ProvisionedThroughputExceededException" or "ThrottlingException" or "RequestLimitExceeded" or "LimitExceededException" => (Throttled, true, Capacity),
        "TransactionConflictException" or "ReplicatedWriteConflictException" => ("conflict", true, ""),
        _ => null,
    };

    /// <summary>The refusal that an exception of the client stands for; null: it is an outage.</summary>
    public static StoreRefusedException? Of(AmazonServiceException exception) => Of(exception.ErrorCode ?? "") is var (reason, isTransient, advice)
        ? new StoreRefusedException(reason, isTransient, $"DynamoDB replied {exception.ErrorCode}: \"{exception.Message}\" {advice}".TrimEnd(), exception)
        : null;

    // No condition can tell such an item from an entry, so only a plain write takes its place.
    public static StoreRefusedException OfDamage(InvalidDataException exception) => new(
        "damaged", isTransient: false, "The item has the attribute gzip, and its bytes are not compressed. The next write of the key replaces it.", exception);

    public static StoreRefusedException OfSize(int bytes) => new(
        TooLarge, isTransient: false, $"The payload has {bytes} bytes. DynamoDB keeps 400 KB at most, and compressed it does not fit either.");
}

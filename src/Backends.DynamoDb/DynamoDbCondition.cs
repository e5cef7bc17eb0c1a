using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace CacheKit;

/// <summary>The conditions of writes, with the names and values that they refer to.</summary>
internal static class DynamoDbCondition
{
    // An item of fastapi-cache has its expiration in seconds only. An item without a payload or a readable expiration is not an entry.
    public const string IsUnexpired =
        "(attribute_type(#value, :binary) OR attribute_type(#compressed, :binary)) AND " +
        "(#expires > :ms OR (attribute_not_exists(#expires) AND (attribute_not_exists(#ttl) OR #ttl > :s)))";

    public const string IsAbsent = $"NOT ({IsUnexpired})";

    public static Dictionary<string, string> Names() => new()
    {
        ["#value"] = DynamoDbItem.Value,
        ["#compressed"] = DynamoDbItem.Compressed,
        ["#expires"] = DynamoDbItem.Expires,
        ["#ttl"] = DynamoDbItem.TimeToLive,
    };

    /// <summary>Returns the values at a time in Unix milliseconds.</summary>
    public static Dictionary<string, AttributeValue> Values(long now) => new()
    {
        [":ms"] = new AttributeValue { N = now.ToString(CultureInfo.InvariantCulture) },
        [":s"] = new AttributeValue { N = (now / 1000).ToString(CultureInfo.InvariantCulture) },
        [":binary"] = new AttributeValue { S = "B" },
    };

    /// <summary>Returns whether the condition of a write was met.</summary>
    public static async ValueTask<bool> IsMetAsync(Task write)
    {
        try
        {
            await write.ConfigureAwait(false);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}

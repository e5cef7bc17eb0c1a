namespace CacheKit;

// A transform does not encode payloads that are longer than its own limit.
internal sealed class PayloadTooLongException(string setting, int length, int limit)
    : InvalidOperationException($"The payload has {length} bytes, and {setting} allows {limit}.")
{
    // The name of the limit.
    public string Setting => setting;

    public int Length => length;

    public int Limit => limit;
}

namespace CacheKit;

// A coder whose values may keep the payload that they were decoded from, so that it is not copied. Nobody modifies a payload after a store has
// returned it.
internal interface IMemoryCoder : ICoder
{
    T? Decode<T>(ReadOnlyMemory<byte> payload);
}

namespace CacheKit;

// A coder whose values may keep the payload that they were decoded from, so that it is not copied.
internal interface IMemoryCoder : ICoder
{
    // Whether values of the type may keep their payload.
    bool Keeps<T>();

    // isOwned: nobody else has the payload, so that the value may change it.
    T? Decode<T>(ReadOnlyMemory<byte> payload, bool isOwned);
}

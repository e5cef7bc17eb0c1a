namespace CacheKit;

// A coder that limits the size of the payloads that are stored.
internal interface ISizeLimit
{
    // False if a value with a payload of this size must not be stored.
    bool Allows<T>(int size);
}

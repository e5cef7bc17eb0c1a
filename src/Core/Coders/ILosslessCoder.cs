namespace CacheKit;

// A coder that can guarantee for some types that decoding returns an equal value.
internal interface ILosslessCoder : ICoder
{
    bool IsLossless<T>();
}

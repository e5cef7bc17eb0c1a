namespace CacheKit;

// A coder that knows of types whose values always survive it.
internal interface IExactCoder : ICoder
{
    bool IsExact<T>();
}

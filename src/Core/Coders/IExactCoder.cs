namespace CacheKit;

// A coder that knows of types whose values always survive it, text in UTF-16 that is none aside.
internal interface IExactCoder : ICoder
{
    bool IsExact<T>();
}

namespace CacheKit;

// A value whose payload may contain its lifetime. Then a read with the lifetime needs no time to live from the store.
internal interface IDatedValue
{
    bool IsDated { get; }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// A function marked [Cache], the same function written by hand with HybridCache, and a bare dictionary: about the least that it could take.
internal static class Subjects
{
    public static Subject[] With(int arguments)
    {
        var backend = new InMemoryBackend();
        CacheManager.Init(backend, "bench");
        HybridCache hybrid = Rivals.HybridCache(expiration: TimeSpan.FromSeconds(CallItems.Seconds));
        (ReadCall cacheKit, ReadCall byHand, ReadCall dictionary) = arguments switch
        {
            1 => (ReadOne, OneFrom(hybrid), DictionaryOf(static call => call.Id)),
            3 => (ReadThree, ThreeFrom(hybrid), DictionaryOf(static call => (call.Id, call.Kind, call.Page))),
            _ => ((ReadCall)ReadEight, EightFrom(hybrid), DictionaryOf(static call => call)),
        };
        return
        [
            new("CacheKit", cacheKit, number => Wait(CacheManager.SetAsync(Other(number), "value"))),
            new("HybridCache", byHand, number => Wait(hybrid.SetAsync(Other(number), "value"))),
            new("dictionary", dictionary, static _ => { }),
        ];
    }

    private static Item ReadOne(in Call call) => CallItems.OneAsync(call.Id).Result;

    private static Item ReadThree(in Call call) => CallItems.ThreeAsync(call.Id, call.Kind, call.Page).Result;

    private static Item ReadEight(in Call call) =>
        CallItems.EightAsync(call.Id, call.Kind, call.Page, call.Active, call.Tenant, call.Culture, call.Size, call.Version).Result;

    private static ReadCall OneFrom(HybridCache cache) => (in call) =>
        Take(cache.GetOrCreateAsync($"item:{call.Id}", call.Id, static (id, _) => new ValueTask<Item>(CallItems.Load(id))));

    private static ReadCall ThreeFrom(HybridCache cache) => (in call) =>
        Take(cache.GetOrCreateAsync($"item:{call.Id}:{call.Kind}:{call.Page}", call.Id, static (id, _) => new ValueTask<Item>(CallItems.Load(id))));

    private static ReadCall EightFrom(HybridCache cache) => (in call) =>
        Take(cache.GetOrCreateAsync(
            $"item:{call.Id}:{call.Kind}:{call.Page}:{call.Active}:{call.Tenant}:{call.Culture}:{call.Size}:{call.Version}",
            call.Id,
            static (id, _) => new ValueTask<Item>(CallItems.Load(id))));

    private static ReadCall DictionaryOf<TKey>(Func<Call, TKey> keyOf)
        where TKey : notnull
    {
        var items = new ConcurrentDictionary<TKey, Item>();
        return (in call) => items.GetOrAdd(keyOf(call), static (_, id) => CallItems.Load(id), call.Id);
    }

    // A few keys, written again and again.
    private static string Other(int number) => $"other:{number & 1023}";

    private static Item Take(ValueTask<Item> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}

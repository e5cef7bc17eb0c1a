using CacheKit.Servers;

namespace CacheKit.Benchmarks;

internal static class MemcachedArena
{
    public static async Task<Arena<byte[]>> StartAsync()
    {
        MemcachedServer server = await MemcachedServer.StartAsync();
        BareMemcached socket = await BareMemcached.ConnectAsync(server.Host, server.Port);
        Contender<byte[]> cacheKit = Contenders.CacheKit<byte[]>(cache => cache.UseMemcached(server.ConnectionString));
        return new Arena<byte[]>("memcached", [Client(socket), cacheKit], server, socket)
        {
            LargeValue = 512,
        };
    }

    // Memcached does not allow spaces in keys.
    private static Contender<byte[]> Client(BareMemcached socket) => new(
        "a bare socket",
        async (key, value) => await socket.SetAsync("client:" + key.Replace(' ', '_'), value, Contenders.Expiration),
        async key => await socket.GetAsync("client:" + key.Replace(' ', '_')));
}

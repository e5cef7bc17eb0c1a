using CacheKit.Servers;

namespace CacheKit.Benchmarks;

internal static class RunningMemcached
{
    public static async Task<RunningStore> StartAsync()
    {
        MemcachedServer server = await MemcachedServer.StartAsync();
        BareMemcached socket = await BareMemcached.ConnectAsync(server.Host, server.Port);
        return new RunningStore("memcached", Client(socket), new MemcachedBackend(server.ConnectionString), server, socket) { LargeValue = 512 };
    }

    // Memcached does not allow spaces in keys.
    private static Contender<byte[]> Client(BareMemcached socket) => new(
        "a bare socket",
        async (key, value) => await socket.SetAsync("client:" + key.Replace(' ', '_'), value, Contenders.Expiration),
        async key => await socket.GetAsync("client:" + key.Replace(' ', '_')));
}

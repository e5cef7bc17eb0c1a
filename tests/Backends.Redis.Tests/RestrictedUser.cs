using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>A server that belongs to the test, and caches that log in to it as a user with restricted permissions.</summary>
internal sealed class RestrictedUser : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _made = [];

    private RestrictedUser(RedisServer server) => Server = server;

    public RedisServer Server { get; }

    public RecordingLoggers Loggers { get; } = new();

    public IEnumerable<string> Warnings => Loggers.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message);

    /// <summary>Creates a user with all permissions except those that the rules of ACL SETUSER remove.</summary>
    public static async Task<RestrictedUser> CreateAsync(params string[] rules)
    {
        var user = new RestrictedUser(await RedisServer.StartAsync());
        await user.Server.SendAsync(["ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", .. rules]);
        return user;
    }

    /// <summary>Creates a server on which some commands are disabled.</summary>
    public static async Task<RestrictedUser> WithoutCommandsAsync(params string[] commands)
    {
        var user = new RestrictedUser(await RedisServer.StartAsync(() => [.. commands.SelectMany(command => new[] { "--rename-command", command, "" })]));
        await user.Server.SendAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");
        return user;
    }

    /// <summary>Creates a connected backend of the user.</summary>
    public async Task<RedisBackend> BackendAsync()
    {
        var backend = new RedisBackend(RedisServer.Patient(Server.ConnectionString) + ",user=app,password=secret");
        backend.UseLoggers(Loggers);
        _made.Add(backend);
        await SharedServers.ConnectAsync(backend);
        return backend;
    }

    /// <summary>Creates a two-level backend of the user.</summary>
    public async Task<TieredBackend> TiersAsync()
    {
        var tiers = new TieredBackend(new InMemoryBackend(), await BackendAsync(), new TieredBackendOptions { Interval = TimeSpan.FromMilliseconds(100) });
        tiers.UseLoggers(Loggers);
        _made.Add(tiers);
        return tiers;
    }

    /// <summary>Creates a cache of the user, as in another process. A failure or a refusal counts as over after a quiet period.</summary>
    public ICache CacheOn(ICacheBackend backend, TimeSpan? calm = null)
    {
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(Loggers);
        services.AddCacheKit(
            "app", options => options.Store = new StoreOptions { Timeout = null, BreakFor = calm ?? new StoreOptions().BreakFor }).UseBackend(backend);
        ServiceProvider provider = services.BuildServiceProvider();
        _made.Add(provider);
        return provider.GetRequiredService<ICache>();
    }

    public async ValueTask DisposeAsync()
    {
        for (int i = _made.Count - 1; i >= 0; i--)
            await _made[i].DisposeAsync();
        Loggers.Dispose();
        await Server.DisposeAsync();
    }
}

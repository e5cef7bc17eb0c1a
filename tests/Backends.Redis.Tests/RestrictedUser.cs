using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>A server of the test's own, and caches that log in to it as a user who may not do everything.</summary>
internal sealed class RestrictedUser : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _made = [];

    private RestrictedUser(RedisServer server) => Server = server;

    public RedisServer Server { get; }

    public RecordingLoggers Loggers { get; } = new();

    public IEnumerable<string> Warnings => Loggers.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message);

    /// <summary>A user with all rights but those that rules of ACL SETUSER take away.</summary>
    public static async Task<RestrictedUser> CreateAsync(params string[] rules)
    {
        var user = new RestrictedUser(await RedisServer.StartAsync());
        await user.Server.SendAsync(["ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", .. rules]);
        return user;
    }

    /// <summary>A server on which nobody has some commands.</summary>
    public static async Task<RestrictedUser> WithoutCommandsAsync(params string[] commands)
    {
        var user = new RestrictedUser(await RedisServer.StartAsync(() => [.. commands.SelectMany(command => new[] { "--rename-command", command, "" })]));
        await user.Server.SendAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");
        return user;
    }

    /// <summary>A backend of the user's, connected.</summary>
    public async Task<RedisBackend> BackendAsync()
    {
        var backend = new RedisBackend(SharedServers.Patient(Server.ConnectionString) + ",user=app,password=secret");
        backend.UseLoggers(Loggers);
        _made.Add(backend);
        await SharedServers.ConnectAsync(backend);
        return backend;
    }

    /// <summary>Two levels of the user's.</summary>
    public async Task<TieredBackend> TiersAsync()
    {
        var tiers = new TieredBackend(new InMemoryBackend(), await BackendAsync(), new TieredBackendOptions { Interval = TimeSpan.FromMilliseconds(100) });
        tiers.UseLoggers(Loggers);
        _made.Add(tiers);
        return tiers;
    }

    /// <summary>A cache of the user's, as another process has one. What has failed or was refused counts as over after a while without it.</summary>
    public ICache CacheOn(ICacheBackend backend, TimeSpan? calm = null)
    {
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(Loggers);
        services.AddCacheKit("app", options => options.Store = new StoreOptions { Timeout = null, BreakFor = calm ?? new StoreOptions().BreakFor }).UseBackend(backend);
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

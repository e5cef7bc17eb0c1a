using CacheKit.Conformance;
using CacheKit.EntityFramework.Tests.Shop;
using CacheKit.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.EntityFramework.Tests;

/// <summary>An application with a new database for each test, and a cache in memory or on Redis.</summary>
internal abstract class ShopFixture(string store)
{
    private string _folder = "";

    protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(55));

    protected Turnstile Turnstile { get; private set; } = null!;

    protected RecordingLoggers Loggers { get; private set; } = null!;

    protected ServiceProvider Services { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("cachekit-").FullName;
        Turnstile = new Turnstile();
        Loggers = new RecordingLoggers();
        var services = new ServiceCollection();
        CacheKitBuilder cache = services.AddCacheKit(Guid.NewGuid().ToString("N"), options =>
        {
            options.TimeProvider = Clock;
            ShopPolicies.AddTo(options);
        });
        if (store == "Redis")
            cache.UseBackend(await SharedRedis.ConnectAsync());
        else
            cache.UseInMemory();
        services.AddSingleton(Turnstile).AddSingleton<ILoggerFactory>(Loggers).AddScoped<ICatalog, Catalog>();
        AddContext(services);
        Services = services.BuildServiceProvider(validateScopes: true);
        Services.GetRequiredService<ICache>();
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        ShopContext shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
        await shop.Database.EnsureCreatedAsync();
        await shop.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL");
        shop.Products.Add(new Product { Id = 7, Name = "old" });
        await shop.SaveChangesAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        CacheManager.Reset();
        await Services.DisposeAsync();
        Loggers.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    protected string DataSource => $"Data Source={Path.Combine(_folder, "shop.db")}";

    protected virtual void AddContext(IServiceCollection services) => services.AddDbContext<ShopContext>(options => options.UseSqlite(DataSource));

    protected async Task RenameAsync(string name)
    {
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ShopContext>().Products.ExecuteUpdateAsync(update => update.SetProperty(product => product.Name, name));
    }

    /// <summary>Returns the result of one request with its own scope.</summary>
    protected async Task<T> RequestAsync<T>(Func<IServiceProvider, Task<T>> call)
    {
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        return await call(scope.ServiceProvider).WaitAsync(TimeSpan.FromMinutes(1));
    }

    protected Task UntilAsync(string name, Func<IServiceProvider, Task<string?>> call) => Poll.UntilAsync(async () => await RequestAsync(call) == name);
}

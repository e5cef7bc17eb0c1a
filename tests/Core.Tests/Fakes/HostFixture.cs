using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A test of hosts, which end with it.</summary>
[NonParallelizable]
internal abstract class HostFixture
{
    private readonly List<IHost> _hosts = [];

    protected RecordingLoggerFactory Loggers { get; } = new();

    [SetUp]
    public void Forget() => CacheManager.Reset();

    [TearDown]
    public void End()
    {
        _hosts.ForEach(host => host.Dispose());
        CacheManager.Reset();
    }

    /// <summary>A worker whose cache has its name for a prefix, unless other services are added.</summary>
    protected IHost Build(string name, Action<IServiceCollection>? add = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(Loggers);
        builder.Services.AddSingleton<Worker>().AddHostedService(services => services.GetRequiredService<Worker>());
        if (add is null)
            builder.Services.AddCacheKit(name).UseInMemory();
        else
            add(builder.Services);
        IHost host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    /// <summary>As a test's set-up does that awaits it: the flow of the test stays as it is.</summary>
    protected async Task<IHost> BuildElsewhereAsync(string name, Action<IServiceCollection>? add = null)
    {
        await Task.Yield();
        return Build(name, add);
    }

    protected static Worker WorkerOf(IHost host) => host.Services.GetRequiredService<Worker>();
}

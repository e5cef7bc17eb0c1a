using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

// Creates the caches that are configured by sections before any other hosted service starts, so that a wrong setting fails the start. Then
// it applies changes of the sections.
internal sealed class ConfiguredCachesService(IServiceProvider services) : IHostedLifecycleService, IDisposable
{
    private readonly List<ConfigurationChanges> _changes = [];

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        string?[] names = [.. services.GetServices<CacheRegistration>().Select(registration => registration.Name).Distinct()];
        List<string> problems = [];
        foreach (string? name in names)
        {
            try
            {
                Create(name);
            }
            catch (CacheConfigurationException exception)
            {
                problems.AddRange(exception.Failures);
            }
        }

        return problems.Count == 0 ? Task.CompletedTask : throw new CacheConfigurationException(null, problems);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _changes.ForEach(changes => changes.Dispose());

    private void Create(string? name)
    {
        if (CacheRegistration.Current(services, name)?.Builder is not { Configured: { } configured } builder)
            return;

        Cache cache = services.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(name));
        _changes.Add(new ConfigurationChanges(cache, builder.OptionsName, configured, services));
    }
}

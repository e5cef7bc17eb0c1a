using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Applies changes of a cache's section while the application runs, and logs those that need a restart. Values are not logged: they may be
// passwords.
internal sealed class ConfigurationChanges : IDisposable
{
    private readonly Cache _cache;
    private readonly ConfiguredBackend _configured;
    private readonly IServiceProvider _services;
    private readonly Lock _gate = new();
    private readonly IDisposable _subscription;
    private Dictionary<string, string?> _settings;
    private bool _isEnabled;

    public ConfigurationChanges(Cache cache, ConfiguredBackend configured, IServiceProvider services)
    {
        (_cache, _configured, _services) = (cache, configured, services);
        _settings = ReadSettings();
        _isEnabled = ReadOptions().Enabled;
        _subscription = CleanContext.Call(() => ChangeToken.OnChange(configured.Section.GetReloadToken, OnChange));
    }

    public void Dispose() => _subscription.Dispose();

    // An exception would reach the source of the configuration, whose thread is not ours.
    private void OnChange()
    {
        try
        {
            lock (_gate)
                Apply();
        }
        catch (Exception exception)
        {
            _cache.Logger.ChangedConfigurationIsWrong(exception, _configured.Section.Path);
        }
    }

    private void Apply()
    {
        Dictionary<string, string?> settings = ReadSettings();
        string[] changed = [.. settings.Keys.Union(_settings.Keys, settings.Comparer).Where(path => IsChanged(path, settings))];
        if (changed.Length == 0)
            return;

        CacheOptions options = ReadOptions();
        _settings = settings;

        // The switch may have been set in code since, so only a change of the setting changes it.
        if (options.Enabled != _isEnabled)
            _cache.Enabled = _isEnabled = options.Enabled;

        ILookup<bool, string> isApplied = changed.Order(StringComparer.Ordinal).ToLookup(IsApplied);
        if (isApplied.Contains(true))
            _cache.Logger.ConfigurationApplied(string.Join(", ", isApplied[true]));
        if (isApplied.Contains(false))
            _cache.Logger.ConfigurationNeedsRestart(string.Join(", ", isApplied[false]));
    }

    private bool IsApplied(string path)
    {
        string enabled = ConfigurationPath.Combine(_configured.Section.Path, nameof(CacheOptions.Enabled));
        return string.Equals(path, enabled, StringComparison.OrdinalIgnoreCase);
    }

    private CacheOptions ReadOptions()
    {
        var options = new CacheOptions();
        _configured.Read(_services, options);
        return options;
    }

    private Dictionary<string, string?> ReadSettings() => new(_configured.Section.AsEnumerable(), StringComparer.OrdinalIgnoreCase);

    private bool IsChanged(string path, Dictionary<string, string?> settings) =>
        settings.GetValueOrDefault(path) != _settings.GetValueOrDefault(path);
}

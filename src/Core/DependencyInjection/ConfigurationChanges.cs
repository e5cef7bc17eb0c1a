using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Applies changes of a cache's section while the application runs, and logs those that need a restart. Values are not logged: they may be
// passwords.
internal sealed class ConfigurationChanges : IDisposable
{
    private readonly Cache _cache;
    private readonly string _optionsName;
    private readonly ConfiguredBackend _configured;
    private readonly ConfiguredCache _inUse;
    private readonly IServiceProvider _services;
    private readonly Lock _gate = new();
    private readonly IDisposable _subscription;
    private SectionSnapshot _last;
    private string? _lastProblem;

    public ConfigurationChanges(Cache cache, string optionsName, ConfiguredBackend configured, IServiceProvider services)
    {
        (_cache, _optionsName, _configured, _services) = (cache, optionsName, configured, services);
        _inUse = configured.Find(services);
        _last = _inUse.Section;
        _subscription = CleanContext.Call(() => ChangeToken.OnChange(configured.Section.GetReloadToken, OnChange));

        // The section may have changed since it was read.
        OnChange();
    }

    public void Dispose() => _subscription.Dispose();

    private void OnChange()
    {
        bool hasChanged;
        lock (_gate)
            hasChanged = TryApply();

        // Runs code of the application, so it must not hold the lock.
        if (hasChanged)
            _configured.ChangesOf(_services).Report();
    }

    // An exception would reach the source of the configuration, whose thread is not ours.
    private bool TryApply()
    {
        try
        {
            SectionSnapshot changed = _configured.Current;
            bool hasChanged = changed.DifferencesFrom(_last).Any() && Apply(changed);
            _lastProblem = null;
            return hasChanged;
        }
        catch (Exception exception)
        {
            // A file that is saved once may be reported more than once.
            if (_lastProblem != exception.Message)
                _cache.Logger.ChangedConfigurationIsWrong(exception, _configured.Section.Path, exception.Message);
            _lastProblem = exception.Message;
            return false;
        }
    }

    // False if all changes need a restart.
    private bool Apply(SectionSnapshot changed)
    {
        // A file is empty while it is being written, and after it could not be parsed.
        if (changed.Children.Count == 0)
            throw new CacheConfigurationException(null, [$"{changed.Path}: the section is empty or missing."]);

        _configured.Read(_services, changed);
        SectionSnapshot before = _inUse.Section;
        SectionSnapshot after = ChangeableSettings.Apply(changed, before);
        string[] applied = Sorted(after.DifferencesFrom(before));
        if (applied.Length > 0)
            Use(after);

        // Only those of this change.
        string[] recent = [.. changed.DifferencesFrom(_last)];
        string[] pending = Sorted(changed.DifferencesFrom(after).Where(path => Array.Exists(recent, other => IsSameOrWithin(path, other))));
        _last = changed;
        if (applied.Length > 0)
            _cache.Logger.ConfigurationApplied(string.Join(", ", applied));
        if (pending.Length > 0)
            _cache.Logger.ConfigurationNeedsRestart(string.Join(", ", pending));
        return applied.Length > 0;
    }

    // Code of the application that configures the options runs again, so it still wins over the section. The settings are in use only if
    // nothing has rejected them: a monitor that reads them meanwhile would keep them.
    private void Use(SectionSnapshot after)
    {
        IOptionsFactory<CacheOptions> factory = _services.GetRequiredService<IOptionsFactory<CacheOptions>>();
        _cache.Change(_inUse.Try(after, () => factory.Create(_optionsName)));
        _inUse.Section = after;
    }

    private static string[] Sorted(IEnumerable<string> paths) => [.. paths.Order(StringComparer.Ordinal)];

    // Whether one of two paths is the other one or is within it.
    private static bool IsSameOrWithin(string one, string other) =>
        $"{one}:".StartsWith($"{other}:", StringComparison.OrdinalIgnoreCase) ||
        $"{other}:".StartsWith($"{one}:", StringComparison.OrdinalIgnoreCase);
}

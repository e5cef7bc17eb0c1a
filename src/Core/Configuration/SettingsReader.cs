using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace CacheKit;

// Reads the settings of a section and collects all problems: values that can't be read, and names that nobody has asked for. A setting
// that is absent, empty or unreadable is null.
internal sealed class SettingsReader(IConfigurationSection section, List<string> problems)
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private bool _isIncomplete;

    // Unlike other settings, a text may be empty.
    public string? Text(string name)
    {
        IConfigurationSection setting = Find(name);
        if (setting.GetChildren().Any())
            Report(setting.Path, "is a section, but the setting is a text.");
        return setting.Value;
    }

    public TimeSpan? Time(string name)
    {
        if (ValueOf(name) is not { } text)
            return null;
        if (Duration.TryParse(text, out TimeSpan duration))
            return duration;

        string reason = double.TryParse(text, CultureInfo.InvariantCulture, out _) ? "is a number without a unit" : "is not a duration";
        ReportAt(name, $"'{text}' {reason}. Write it as 00:05:00, or with a unit, such as 500ms, 30s, 5m, 1h or 1d.");
        return null;
    }

    // The time after which entries expire; "never" is TimeSpan.MaxValue.
    public TimeSpan? Expiration(string name) => Is(name, "never") ? TimeSpan.MaxValue : Time(name);

    public T? Number<T>(string name)
        where T : struct, INumber<T>
    {
        if (ValueOf(name) is not { } text)
            return null;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number))
            return number;

        bool isWhole = T.IsInteger(T.One / (T.One + T.One));
        ReportAt(name, isWhole ? $"'{text}' is not a whole number, or is too large." : $"'{text}' is not a number.");
        return null;
    }

    public bool? Flag(string name)
    {
        if (ValueOf(name) is not { } text)
            return null;
        if (bool.TryParse(text, out bool flag))
            return flag;

        ReportAt(name, $"'{text}' is neither true nor false.");
        return null;
    }

    public string[]? List(string name)
    {
        IConfigurationSection setting = Find(name);
        if (!string.IsNullOrEmpty(setting.Value))
        {
            Report(
                setting.Path,
                $"'{setting.Value}' is not a list. Write it as [\"{setting.Value}\"], or as {setting.Path}:0 for its first element.");
        }

        string[] elements = [.. setting.GetChildren().Select(element => element.Value ?? "")];
        return elements.Length == 0 ? null : elements;
    }

    // Null if the section is absent.
    public T? Section<T>(string name, Func<SettingsReader, T> read)
        where T : class => Inner(name).Read(read) is { } result && Find(name).GetChildren().Any() ? result : null;

    // Sections whose names the application chooses.
    public void Sections(string name, Action<string, SettingsReader> read)
    {
        SettingsReader names = Inner(name);
        foreach (IConfigurationSection named in Find(name).GetChildren())
        {
            SettingsReader settings = names.Inner(named.Key);
            read(named.Key, settings);
            settings.ReportUnknown();
        }
    }

    // The settings of a section, which may be absent.
    public SettingsReader Inner(string name)
    {
        IConfigurationSection setting = Find(name);
        if (!string.IsNullOrEmpty(setting.Value))
            Report(setting.Path, "has a value, but is a section: it has settings of its own.");
        return new SettingsReader(setting, problems);
    }

    // Whether a section that may also be true or false is switched on.
    public bool IsOn(string name)
    {
        IConfigurationSection setting = Find(name);
        bool isOn = setting.GetChildren().Any();
        if (!string.IsNullOrEmpty(setting.Value) && !bool.TryParse(setting.Value, out isOn))
            Report(setting.Path, $"'{setting.Value}' is neither true, false nor a section.");
        return isOn;
    }

    // The settings of a section that may also be true or false.
    public SettingsReader OfSwitch(string name) => new(Find(name), problems);

    public bool Is(string name, string word) => string.Equals(ValueOf(name), word, StringComparison.OrdinalIgnoreCase);

    // Sections that are not read, but may exist.
    public void Allow(string name) => _names.Add(name);

    // Reports an exception for a setting that is out of its range, or without a name for all settings of the section together: these are
    // not checked if one of them could not be read, because it would seem to be missing.
    public void Check(string? name, Action validate)
    {
        if (name is null && _isIncomplete)
            return;

        try
        {
            validate();
        }
        catch (ArgumentException exception)
        {
            string message = exception.Message.Split(" (Parameter '")[0];
            Report(name is null ? section.Path : Find(name).Path, message);
        }
    }

    public void ReportAt(string name, string problem)
    {
        _isIncomplete = true;
        Report(Find(name).Path, problem);
    }

    // Called after all settings were read.
    public void ReportUnknown()
    {
        foreach (IConfigurationSection child in section.GetChildren().Where(child => !_names.Contains(child.Key)))
        {
            string[] names = [.. _names.Order(StringComparer.Ordinal)];
            string suggestion = NearestName.Suggest(child.Key, names);
            Report(section.Path, $"there is no setting '{child.Key}'. {suggestion}There are: {string.Join(", ", names)}.");
        }
    }

    private T Read<T>(Func<SettingsReader, T> read)
    {
        T result = read(this);
        ReportUnknown();
        return result;
    }

    private string? ValueOf(string name)
    {
        IConfigurationSection setting = Find(name);
        if (setting.GetChildren().Any())
            Report(setting.Path, "is a section or a list, but the setting is one value.");
        return string.IsNullOrWhiteSpace(setting.Value) ? null : setting.Value.Trim();
    }

    private IConfigurationSection Find(string name)
    {
        _names.Add(name);
        return section.GetSection(name);
    }

    private void Report(string path, string problem)
    {
        string text = $"{path}: {problem}";
        if (!problems.Contains(text))
            problems.Add(text);
    }
}

using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace CacheKit;

/// <summary>
/// The settings of a store in configuration, which are in the section of the store's name. A setting is null if it is absent or can't be
/// read. At start-up, the exception lists all values that can't be read and all settings that no method asked for.
/// </summary>
public sealed class StoreSettings
{
    private const string ConnectionStringName = "ConnectionString";
    private const string ConnectionNameName = "ConnectionName";

    private readonly SettingsReader _cache;
    private readonly SettingsReader _own;
    private readonly IConfiguration? _application;

    internal StoreSettings(SettingsReader cache, SettingsReader own, IConfiguration? application)
    {
        (_cache, _own, _application) = (cache, own, application);
        cache.Allow(ConnectionStringName);
        cache.Allow(ConnectionNameName);
    }

    /// <summary>Whether a connection string is set, by <c>ConnectionString</c> or by <c>ConnectionName</c>.</summary>
    public bool HasConnection =>
        _cache.Text(ConnectionStringName) is { Length: > 0 } || _cache.Text(ConnectionNameName) is { Length: > 0 };

    /// <summary>
    /// Reads the connection string: <c>ConnectionString</c>, or otherwise the connection string of the application that
    /// <c>ConnectionName</c> names.
    /// </summary>
    /// <param name="parse">
    /// Parses it. The message of its <see cref="ArgumentException"/> is reported, so it must not contain a password.
    /// </param>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>Null if it is absent or wrong.</returns>
    public T? Connection<T>(Func<string, T> parse)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parse);
        string source = _cache.Text(ConnectionStringName) is { Length: > 0 } ? ConnectionStringName : ConnectionNameName;
        T? result = null;
        if (FindConnection() is { } connection)
            _cache.Check(source, () => result = parse(connection));
        return result;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="name">The name of the setting.</param>
    public string? Text(string name) => _own.Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>Reads a duration, such as <c>00:00:05</c>, <c>500ms</c>, <c>5s</c>, <c>5m</c>, <c>5h</c> or <c>5d</c>.</summary>
    /// <param name="name">The name of the setting.</param>
    public TimeSpan? Time(string name) => _own.Time(name);

    /// <summary>Reads a number.</summary>
    /// <param name="name">The name of the setting.</param>
    /// <typeparam name="T">The type of the number, such as <see cref="int"/>.</typeparam>
    public T? Number<T>(string name)
        where T : struct, INumber<T> => _own.Number<T>(name);

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="name">The name of the setting.</param>
    public bool? Flag(string name) => _own.Flag(name);

    /// <summary>Reports a setting that is missing, or contradicts another one.</summary>
    /// <param name="name">The name of the setting, which the message shows with its path.</param>
    /// <param name="problem">What is wrong and what to do, without the value of a secret.</param>
    public void Report(string name, string problem) => _own.ReportAt(name, problem);

    /// <summary>Reports that a connection string is missing.</summary>
    /// <param name="problem">What the store needs, with an example.</param>
    public void ReportConnection(string problem) => _cache.ReportAt(
        ConnectionStringName, $"{problem} Set it, or set {ConnectionNameName} to the name of one of the application's connection strings.");

    /// <summary>Reports the <see cref="ArgumentException"/> of a check, for example of the constructor of the backend's options.</summary>
    /// <param name="validate">Throws for settings that are out of their range.</param>
    public void Check(Action validate) => _own.Check(null, validate);

    private string? FindConnection()
    {
        if (_cache.Text(ConnectionStringName) is { Length: > 0 } text)
            return text;
        if (_cache.Text(ConnectionNameName) is not { Length: > 0 } name)
            return null;
        if (_application?.GetConnectionString(name) is { Length: > 0 } named)
            return named;

        _cache.ReportAt(
            ConnectionNameName,
            $"there is no connection string '{name}'. " +
            $"Set ConnectionStrings:{name}, or the environment variable ConnectionStrings__{name}.");
        return null;
    }
}

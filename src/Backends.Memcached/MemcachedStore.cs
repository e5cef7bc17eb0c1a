using System.Net.Security;
using CacheKit;

[assembly: ConfiguredStore<MemcachedStore>]

namespace CacheKit;

/// <summary>
/// Memcached, as the store that configuration chooses: <c>"Store": "memcached"</c>, with the servers as connection string.
/// </summary>
public sealed class MemcachedStore : IConfiguredStore
{
    /// <summary><c>Memcached</c>.</summary>
    public string Name => "Memcached";

    /// <inheritdoc/>
    public Func<IServiceProvider, ICacheBackend> Read(StoreSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new MemcachedBackendOptions
        {
            UserName = settings.Text(nameof(MemcachedBackendOptions.UserName)),
            Password = settings.Text(nameof(MemcachedBackendOptions.Password)),
            Tls = settings.Flag(nameof(MemcachedBackendOptions.Tls)) == true ? new SslClientAuthenticationOptions() : null,
        };
        options.ConnectTimeout = settings.Time(nameof(options.ConnectTimeout)) ?? options.ConnectTimeout;
        options.OperationTimeout = settings.Time(nameof(options.OperationTimeout)) ?? options.OperationTimeout;
        options.ConnectionsPerServer = settings.Number<int>(nameof(options.ConnectionsPerServer)) ?? options.ConnectionsPerServer;

        settings.Check(options.Validate);
        if (!settings.HasConnection)
            settings.ReportConnection("Memcached needs the addresses of its servers, such as localhost:11211.");
        string? servers = settings.Connection(static text =>
        {
            ServerAddress.ParseAll(text, nameof(text));
            return text;
        });
        return _ => new MemcachedBackend(servers!, options);
    }
}

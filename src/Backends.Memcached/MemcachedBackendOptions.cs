using System.Net.Security;

namespace CacheKit;

/// <summary>The settings of a <see cref="MemcachedBackend"/>.</summary>
public sealed class MemcachedBackendOptions
{
    /// <summary>The user name of a login, for servers that require one over the text protocol (<c>memcached -Y</c>).</summary>
    /// <value>Null by default: no login.</value>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>.</summary>
    /// <value>Null by default. Set only together with a user name.</value>
    public string? Password { get; set; }

    /// <summary>The settings of encrypted connections. Without a target host, each certificate must match the host of its server.</summary>
    /// <value>Null by default: connections are not encrypted.</value>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The time limit of connecting, including the login.</summary>
    /// <value>2 seconds by default. Longer than zero, at most 24 days.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time limit of a reply. A slower server counts as down: its connection is closed and reopened in the background.
    /// </summary>
    /// <value>2 seconds by default. Longer than zero, at most 24 days.</value>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The number of connections to each server. Requests are pipelined, so one connection serves concurrent callers.</summary>
    /// <value>1 by default. 1 to 64.</value>
    public int ConnectionsPerServer { get; set; } = 1;

    // The client connects at its first use, so invalid settings are reported without a server.
    internal MemcachedClient CreateClient(string servers)
    {
        ServerAddress[] addresses = ServerAddress.ParseAll(servers, nameof(servers));
        Validate();
        return new MemcachedClient(addresses, new ConnectionSettings(UserName, Password, Tls, ConnectTimeout, OperationTimeout), ConnectionsPerServer);
    }

    internal void Validate()
    {
        if (UserName is null && Password is not null)
            throw new ArgumentException("A password is set without a user name. Set UserName too.", nameof(UserName));
        ThrowIfNotPositive(ConnectTimeout, nameof(ConnectTimeout));
        ThrowIfNotPositive(OperationTimeout, nameof(OperationTimeout));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ConnectionsPerServer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ConnectionsPerServer, 64);
    }

    private static void ThrowIfNotPositive(TimeSpan timeout, string name)
    {
        if (timeout <= TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, timeout, "A timeout must be longer than zero and at most 24 days.");
    }
}

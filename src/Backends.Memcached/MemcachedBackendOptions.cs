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

    /// <summary>How long connecting may take, including the login.</summary>
    /// <value>2 seconds by default. Longer than zero, and 24 days at most.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a server may take to answer. A slower one counts as down: its connection is closed, and opened again in the background.</summary>
    /// <value>2 seconds by default. Longer than zero, and 24 days at most.</value>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The number of connections to each server. Requests are pipelined, so that one connection also serves concurrent callers.</summary>
    /// <value>1 by default. From 1 to 64.</value>
    public int ConnectionsPerServer { get; set; } = 1;

    // The client connects at its first use, so that a mistake can be found without a server.
    internal MemcachedClient CreateClient(string servers)
    {
        ServerAddress[] addresses = ServerAddress.ParseAll(servers, nameof(servers));
        Validate();
        return new MemcachedClient(addresses, new ConnectionSettings(UserName, Password, Tls, ConnectTimeout, OperationTimeout), ConnectionsPerServer);
    }

    private void Validate()
    {
        if (UserName is null && Password is not null)
            throw new ArgumentException("There is a password and no user name to log in with.", nameof(UserName));
        ThrowIfNotPositive(ConnectTimeout, nameof(ConnectTimeout));
        ThrowIfNotPositive(OperationTimeout, nameof(OperationTimeout));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ConnectionsPerServer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ConnectionsPerServer, 64);
    }

    private static void ThrowIfNotPositive(TimeSpan timeout, string name)
    {
        if (timeout <= TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, timeout, "A timeout is longer than zero and at most 24 days.");
    }
}

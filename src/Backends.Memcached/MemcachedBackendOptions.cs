using System.Net.Security;

namespace CacheKit;

/// <summary>The settings of a <see cref="MemcachedBackend"/>.</summary>
public sealed class MemcachedBackendOptions
{
    /// <summary>The name to log in with, for servers that ask for one over the text protocol (<c>memcached -Y</c>); null: no login.</summary>
    public string? UserName { get; set; }

    /// <summary>The password that belongs to <see cref="UserName"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Encrypts the connections; null: they are plain. Without a target host each server's own host is expected.</summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>How long connecting may take, the login included. Two seconds, unless set.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a server may take to answer. Two seconds, unless set. A server that takes longer counts as down: its connection is
    /// closed, and is made anew in the background.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many connections to each server share the work, 1 to 64. One, unless set: requests don't wait for one another's replies.</summary>
    public int ConnectionsPerServer { get; set; } = 1;

    // The client connects at its first use, so that a mistake can be found without a server.
    internal MemcachedClient CreateClient(string servers)
    {
        ServerAddress[] addresses = ServerAddress.ParseAll(servers, nameof(servers));
        if (UserName is null && Password is not null)
            throw new ArgumentException("There is a password and no user name to log in with.", nameof(UserName));
        ThrowIfNotPositive(ConnectTimeout, nameof(ConnectTimeout));
        ThrowIfNotPositive(OperationTimeout, nameof(OperationTimeout));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ConnectionsPerServer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ConnectionsPerServer, 64);
        return new MemcachedClient(addresses, new ConnectionSettings(UserName, Password, Tls, ConnectTimeout, OperationTimeout), ConnectionsPerServer);
    }

    private static void ThrowIfNotPositive(TimeSpan timeout, string name)
    {
        if (timeout <= TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, timeout, "A timeout is longer than zero and at most 24 days.");
    }
}

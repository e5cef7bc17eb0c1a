using System.Net.Security;

namespace CacheKit;

/// <summary>How to connect to any of the servers.</summary>
internal sealed record ConnectionSettings(
    string? UserName, string? Password, SslClientAuthenticationOptions? Tls, TimeSpan ConnectTimeout, TimeSpan OperationTimeout);

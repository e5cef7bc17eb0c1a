using System.Net.Security;

namespace CacheKit;

/// <summary>The connection settings, which all servers share.</summary>
internal sealed record ConnectionSettings(
    string? UserName, string? Password, SslClientAuthenticationOptions? Tls, TimeSpan ConnectTimeout, TimeSpan OperationTimeout);

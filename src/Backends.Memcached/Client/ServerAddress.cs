using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheKit;

/// <summary>The address of a server: a host and a port, or the path of a Unix socket.</summary>
/// <param name="Host">A host name or IP address, or the path of a Unix socket.</param>
/// <param name="Port">The port; 0 for a Unix socket.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    public const int DefaultPort = 11211;

    private const string UnixScheme = "unix:";

    public bool IsUnixSocket => Port == 0;

    /// <summary>Parses a list of servers. Error messages name the faulty server by its position.</summary>
    public static ServerAddress[] ParseAll(string servers, string parameter)
    {
        if (string.IsNullOrWhiteSpace(servers))
            throw new ArgumentException(Unreadable("it is empty"), parameter);

        string[] parts = servers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            throw new ArgumentException(Unreadable("it names no server"), parameter);

        var addresses = new ServerAddress[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            // The text of a server is not quoted: it may hold a misplaced password.
            addresses[i] = Parse(parts[i], out string fault)
                ?? throw new ArgumentException(Unreadable($"server {i + 1} of {parts.Length} {fault}"), parameter);
            if (addresses.AsSpan(0, i).Contains(addresses[i]))
                throw new ArgumentException(Unreadable($"server {i + 1} of {parts.Length} is named twice"), parameter);
        }

        return addresses;
    }

    public EndPoint ToEndPoint()
    {
        if (IsUnixSocket)
            return new UnixDomainSocketEndPoint(Host);

        // A host name is resolved again for each new connection.
        return IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host, Port);
    }

    public override string ToString()
    {
        if (IsUnixSocket)
            return UnixScheme + Host;
        string host = Host.Contains(':') ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }

    private static ServerAddress? Parse(string part, out string fault)
    {
        fault = "";
        if (part.StartsWith(UnixScheme, StringComparison.Ordinal) || part.StartsWith('/'))
            return ParsePath(part.StartsWith('/') ? part : part[UnixScheme.Length..], out fault);

        string host = part;
        string? port = null;
        if (part.Contains("://", StringComparison.Ordinal))
        {
            fault = "has a scheme. Leave it out";
            return null;
        }

        int end = part.StartsWith('[') ? part.IndexOf(']') + 1 : part.IndexOf(':');
        if (end > 0)
        {
            host = part[..end];
            port = end == part.Length ? null : part[end..];
        }

        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        UriHostNameType type = Uri.CheckHostName(host);
        if (isBracketed ? type != UriHostNameType.IPv6 : type is not (UriHostNameType.Dns or UriHostNameType.IPv4))
            fault = "has no host that can be read";
        else if (!TryReadPort(port, out int number))
            fault = "has no port that can be read. An IPv6 address stands in brackets";
        else
            return new ServerAddress(host, number);

        return null;
    }

    private static ServerAddress? ParsePath(string path, out string fault)
    {
        // The maximum of the operating system, without the terminator.
        const int longestPath = 107;
        fault = path.Length is 0 or > longestPath
            ? string.Create(CultureInfo.InvariantCulture, $"has a path of {path.Length} characters: the limit is 1 to {longestPath}")
            : "";
        return fault.Length == 0 ? new ServerAddress(path, 0) : null;
    }

    private static bool TryReadPort(string? text, out int port)
    {
        port = DefaultPort;
        return text is null
            || (text.StartsWith(':')
                && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                && port is > 0 and <= ushort.MaxValue);
    }

    private static string Unreadable(string fault) =>
        $"The list of Memcached servers can't be read: {fault}. Valid examples: \"localhost:11211\", " +
        "\"cache-1.example.com:11211,cache-2.example.com:11211\", \"[::1]:11211\" or \"unix:/run/memcached.sock\".";
}

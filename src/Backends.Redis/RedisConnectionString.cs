using System.Net;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Parses a connection string. Error messages name the faulty part but never quote a password.</summary>
/// <remarks>The library's own parser ignores a server that it cannot parse, and quotes unknown parts in its messages.</remarks>
internal static class RedisConnectionString
{
    public static ConfigurationOptions Parse(string configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration))
            throw new ArgumentException(Unreadable("it is empty"), nameof(configuration));

        string[] parts = configuration.Split(',', StringSplitOptions.TrimEntries);
        bool afterPassword = false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 0 && FaultOf(parts[i], afterPassword) is { } fault)
                throw new ArgumentException(Unreadable($"part {i + 1} of {parts.Length} {fault}"), nameof(configuration));
            afterPassword |= parts[i].Contains("password", StringComparison.OrdinalIgnoreCase);
        }

        ConfigurationOptions options = ConfigurationOptions.Parse(configuration);
        if (options.EndPoints.Count == 0)
            throw new ArgumentException(Unreadable("it names no server"), nameof(configuration));
        return options;
    }

    // Only named options are quoted: any other part may be a misplaced password.
    private static string? FaultOf(string part, bool afterPassword)
    {
        string name = part.Split('=')[0].TrimEnd();
        if (name.Contains("://", StringComparison.Ordinal))
            return "is an address. Write the server as host:port, and the user and the password as options";

        bool isOption = part.Contains('=') && name.TrimStart('$').All(char.IsAsciiLetterOrDigit);
        if (isOption ? IsRead(part) : IsServer(part))
            return null;
        if (afterPassword)
            return "is not understood. If it is part of the password: a password with a comma must be set by ConfigurationOptions.Password";

        return isOption
            ? $"is not understood: the option '{name}' does not exist or does not accept this value"
            : "is neither host:port nor option=value";
    }

    private static bool IsRead(string option)
    {
        try
        {
            ConfigurationOptions.Parse(option);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return false;
        }
    }

    private static bool IsServer(string part)
    {
        try
        {
            return EndPointCollection.TryParse(part) switch
            {
                null => false,
                DnsEndPoint { Host: var host } => Uri.CheckHostName(host) == UriHostNameType.Dns,
                _ => true,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return false; // The port is out of range.
        }
    }

    private static string Unreadable(string fault) =>
        $"The Redis connection string can't be read: {fault}. Valid examples: \"localhost:6379\" or " +
        "\"cache.example.com:6380,ssl=true,user=app,password=...\".";
}

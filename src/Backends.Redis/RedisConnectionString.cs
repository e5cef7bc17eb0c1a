using System.Net;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Reads a connection string, and says what is wrong with a wrong one without ever quoting a password.</summary>
/// <remarks>The library by itself passes over a server that it cannot read, and its messages quote what it does not know.</remarks>
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

    // A part that is not an option with a name is never quoted: it may well be a password in the wrong place.
    private static string? FaultOf(string part, bool afterPassword)
    {
        string name = part.Split('=')[0].TrimEnd();
        if (name.Contains("://", StringComparison.Ordinal))
            return "is an address. Write the server as host:port, and the user and the password as options";

        bool isOption = part.Contains('=') && name.TrimStart('$').All(char.IsAsciiLetterOrDigit);
        if (isOption ? IsRead(part) : IsServer(part))
            return null;
        if (afterPassword)
            return "is not understood. Where it belongs to the password: one that holds a comma can only be given as ConfigurationOptions.Password";

        return isOption
            ? $"is not understood: there is no option '{name}', or it does not take this value"
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
            return false; // A port that there is not.
        }
    }

    private static string Unreadable(string fault) =>
        $"The Redis connection string can't be read: {fault}. A right one looks like \"localhost:6379\" or " +
        "\"cache.example.com:6380,ssl=true,user=app,password=...\".";
}

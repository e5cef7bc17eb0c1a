using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Tells replies by which Redis refuses one request from those by which it can't serve at all.</summary>
/// <remarks>
/// What is not listed here is an outage, as <c>LOADING</c>, <c>MASTERDOWN</c>, <c>CLUSTERDOWN</c>, <c>BUSY</c>, <c>NOAUTH</c> and
/// <c>ERR max number of clients reached</c> are, and every answer of a proxy for a server that it does not reach.
/// </remarks>
internal static partial class RedisRefusals
{
    /// <summary>The reason where a user may not do something.</summary>
    public const string NoPermission = "NOPERM";

    /// <summary>The reason where a server does not have a command, or has it under another name.</summary>
    public const string UnknownCommand = "unknown command";

    private const string Grant = "Grant it to the user of the cache: docs/redis.md lists the commands.";

    // By the beginning of the reply. Writes alone are refused by OOM, READONLY, MISCONF and NOREPLICAS: reads go on.
    private static readonly (string Begins, string Reason, bool IsTransient, string Advice)[] _replies =
    [
        ("WRONGTYPE ", "WRONGTYPE", false, "Another application keeps something else under a key of the cache: give the cache a prefix of its own."),
        ("NOPERM ", NoPermission, false, Grant),
        ("ERR The user executing the script can't run this command", NoPermission, false, Grant),
        ("The user executing the script can't run this command", NoPermission, false, Grant),
        ("EXECABORT Transaction discarded because of: NOPERM", NoPermission, false, Grant),
        ("ERR unknown command", UnknownCommand, false, "The server has renamed or disabled it."),
        ("ERR unknown subcommand", UnknownCommand, false, "The server is too old for it."),
        ("ERR string exceeds maximum allowed size", "too large", false, "Cache less under one key."),
        ("ERR invalid expire time", "invalid", false, ""),
        ("OOM ", "OOM", true, "Give Redis an eviction policy such as allkeys-lru, or more memory."),
        ("READONLY ", "READONLY", true, "The connection goes to a replica."),
        ("MISCONF ", "MISCONF", true, "Redis can't save its data to disk."),
        ("NOREPLICAS ", "NOREPLICAS", true, ""),
        ("TRYAGAIN ", "TRYAGAIN", true, ""),
        ("EXECABORT ", "EXECABORT", true, ""),
    ];

    /// <summary>The refusal that an exception of the client stands for; null: it is an outage.</summary>
    public static StoreRefusedException? Of(Exception exception) => exception switch
    {
        RedisServerException => OfReply(exception.Message),

        // The client itself was told not to send it.
        RedisCommandException => new StoreRefusedException(UnknownCommand, isTransient: false, exception.Message),
        _ => null,
    };

    // Without the exception of the client: its message may quote a key and a payload.
    private static StoreRefusedException? OfReply(string whole)
    {
        string reply = ReplyInScript().Match(whole) is { Success: true } inner ? inner.Groups[1].Value : whole;
        foreach ((string begins, string reason, bool isTransient, string advice) in _replies)
        {
            if (reply.StartsWith(begins, StringComparison.Ordinal))
                return new StoreRefusedException(reason, isTransient, $"Redis replied \"{WithoutArguments(reply)}\". {advice}".TrimEnd());
        }

        return null;
    }

    // Before Redis 7 the reply to a command in a script was the end of another one, with or without its minus sign.
    [GeneratedRegex(@"^ERR Error running script .*@user_script: ?\d+: -?(.+)$")]
    private static partial Regex ReplyInScript();

    private static string WithoutArguments(string reply)
    {
        int arguments = reply.IndexOf(", with args", StringComparison.Ordinal);
        int script = reply.IndexOf(" script: ", StringComparison.Ordinal);
        int end = arguments >= 0 ? arguments : script >= 0 ? script : reply.Length;
        return reply[..end].TrimEnd('.');
    }
}

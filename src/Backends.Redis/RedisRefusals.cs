using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Distinguishes replies that refuse one request from replies that mean the server is unavailable.</summary>
/// <remarks>
/// Replies that are not listed here count as an outage: <c>LOADING</c>, <c>MASTERDOWN</c>, <c>CLUSTERDOWN</c>, <c>BUSY</c>, <c>NOAUTH</c>,
/// <c>ERR max number of clients reached</c>, and every reply of a proxy that cannot reach its server.
/// </remarks>
internal static partial class RedisRefusals
{
    /// <summary>The reason if the user lacks a permission.</summary>
    public const string NoPermission = "NOPERM";

    /// <summary>The reason if the server does not have the command, or has renamed it.</summary>
    public const string UnknownCommand = "unknown command";

    private const string Grant = "Grant it to the user of the cache: docs/redis.md lists the commands.";

    // Matched by the beginning of the reply. OOM, READONLY, MISCONF and NOREPLICAS refuse writes only: reads still work.
    private static readonly (string Begins, string Reason, bool IsTransient, string Advice)[] _replies =
    [
        ("WRONGTYPE ", "WRONGTYPE", false, "Another application uses the same key for another data type: give the cache its own prefix."),
        ("NOPERM ", NoPermission, false, Grant),
        ("ERR The user executing the script can't run this command", NoPermission, false, Grant),
        ("The user executing the script can't run this command", NoPermission, false, Grant),
        ("ERR EXEC without MULTI", NoPermission, false, "It refused MULTI before. " + Grant),
        ("EXECABORT Transaction discarded because of: NOPERM", NoPermission, false, Grant),
        ("ERR unknown command", UnknownCommand, false, "The server has renamed or disabled it."),
        ("ERR This instance has Lua scripting support disabled", UnknownCommand, false, "Start Garnet with --lua."),
        ("ERR PUBLISH is disabled", UnknownCommand, false, "Start Garnet without --no-pubsub."),
        ("ERR SUBSCRIBE is disabled", UnknownCommand, false, "Start Garnet without --no-pubsub."),
        ("ERR unknown subcommand", UnknownCommand, false, "The server is too old for it."),
        ("ERR string exceeds maximum allowed size", "too large", false, "Split the value, or cache less of it."),
        ("ERR invalid expire time", "invalid", false, ""),
        ("OOM ", "OOM", true, "Give Redis an eviction policy such as allkeys-lru, or more memory."),
        ("READONLY ", "READONLY", true, "The connection goes to a replica."),
        ("MISCONF ", "MISCONF", true, "Redis can't save its data to disk."),
        ("NOREPLICAS ", "NOREPLICAS", true, ""),
        ("TRYAGAIN ", "TRYAGAIN", true, ""),
        ("EXECABORT ", "EXECABORT", true, ""),
    ];

    /// <summary>Returns the refusal for an exception of the client, or null if it is an outage.</summary>
    public static StoreRefusedException? Of(Exception exception) => exception switch
    {
        RedisServerException => OfReply(exception.Message),

        // The client is configured not to send this command.
        RedisCommandException => new StoreRefusedException(UnknownCommand, isTransient: false, exception.Message),
        _ => null,
    };

    /// <summary>Waits for a reply. A reply that refuses the request is thrown as a refusal.</summary>
    public static async Task<T> ThrownAsync<T>(Task<T> reply)
    {
        try
        {
            return await reply.ConfigureAwait(false);
        }
        catch (Exception exception) when (Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    // The client's exception is not kept as the inner exception: its message may quote a key and a payload.
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

    // Before Redis 7, the error of a command inside a script was the tail of another error, with or without its minus sign.
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

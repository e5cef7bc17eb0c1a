using System.Net;
using System.Reflection;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>The replies of servers before Redis 7 to a script with a refused command are refusals too, not outages.</summary>
[TestFixture]
public sealed class ScriptReplyTests
{
    private const string Begin = "ERR Error running script (call to f_9f1b2c): @user_script:1: ";

    [TestCase(Begin + "WRONGTYPE Operation against a key holding the wrong kind of value", "WRONGTYPE", false)]
    [TestCase(Begin + "@user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.", "OOM", true)]
    [TestCase(Begin + "@user_script: 7: -READONLY You can't write against a read only replica.", "READONLY", true)]
    [TestCase(
        "ERR Error running script (call to f_9f1b2c): @user_script:8: @user_script: 8: -MISCONF Redis is configured to save RDB snapshots", "MISCONF", true)]
    public async Task A_command_that_is_refused_in_a_script_is_told_from_an_outage(string reply, string reason, bool isTransient)
    {
        StoreRefusedException refusal = (await RefusalAsync(reply))!;
        Assert.That((refusal.Reason, refusal.IsTransient), Is.EqualTo((reason, isTransient)));
        Assert.That(refusal.Message, Does.Not.Contain("f_9f1b2c"));
    }

    [Test]
    public async Task An_error_of_the_script_itself_is_none() => Assert.That(await RefusalAsync(Begin + "attempt to index nil"), Is.Null);

    private static async Task<StoreRefusedException?> RefusalAsync(string reply)
    {
        var connection = DispatchProxy.Create<IConnectionMultiplexer, Replies>();
        ((Replies)(object)connection).Reply = reply;
        await using var backend = new RedisBackend(connection);
        try
        {
            await backend.ReplaceAsync("key", new byte[] { 1 }, new byte[] { 2 }, TimeSpan.FromMinutes(1));
        }
        catch (Exception exception) when (exception is StoreRefusedException or RedisServerException)
        {
            return exception as StoreRefusedException;
        }

        throw new InvalidOperationException("The server has not replied.");
    }

    /// <summary>A connection to a server that sends the same reply to every script.</summary>
    public class Replies : DispatchProxy
    {
        internal string Reply { get; set; } = "";

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IConnectionMultiplexer.GetDatabase) => DatabaseOf(Reply),
            nameof(IConnectionMultiplexer.GetEndPoints) => Array.Empty<EndPoint>(),
            nameof(IConnectionMultiplexer.GetServers) => Array.Empty<IServer>(),
            nameof(IDatabase.ScriptEvaluateAsync) => Task.FromException<RedisResult>(new RedisServerException(default, CommandFlags.None, Reply)),
            _ => null,
        };

        private static IDatabase DatabaseOf(string reply)
        {
            var database = DispatchProxy.Create<IDatabase, Replies>();
            ((Replies)(object)database).Reply = reply;
            return database;
        }
    }
}

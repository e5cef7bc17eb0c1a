using System.Globalization;
using System.Text;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Concurrent commands, which the backend writes in bursts.</summary>
[TestFixture]
public sealed class ConcurrentCommandTests
{
    private const int Count = 500;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private RedisServer _server = null!;
    private RedisBackend _backend = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await RedisServer.StartAsync();
        _backend = new RedisBackend(_server.ConnectionString);
        await Conformance.Poll.UntilSucceedsAsync(async () => await _backend.GetAsync("none"));
    }

    [TearDown]
    public async Task Stop()
    {
        // A skipped test has no set-up.
        if (_backend is null)
            return;

        await _backend.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Each_of_many_concurrent_reads_gets_the_payload_of_its_key()
    {
        for (int i = 0; i < Count; i += 2)
            await _backend.SetAsync(Name(i), Encoding.UTF8.GetBytes(Name(i)), TimeSpan.FromHours(1));
        for (int round = 0; round < 20; round++)
            Assert.That(await ReadAllAsync(), Is.EqualTo(Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? Name(i) : null)));
    }

    [Test]
    public async Task Each_of_many_concurrent_changes_concerns_its_key()
    {
        await EachAsync(number => _backend.SetAsync(Name(number), Encoding.UTF8.GetBytes(Name(number)), TimeSpan.FromHours(1)).AsTask());
        Assert.That(await ReadAllAsync(), Is.EqualTo(Enumerable.Range(0, Count).Select(Name)));

        bool[] removed = await EachAsync(async number => number % 2 == 0 && await _backend.RemoveAsync(Name(number)));
        bool[] added = await EachAsync(number => _backend.AddAsync(Name(number), "added"u8.ToArray(), null).AsTask());
        Assert.That(removed, Is.EqualTo(Enumerable.Range(0, Count).Select(number => number % 2 == 0)));
        Assert.That(added, Is.EqualTo(removed));
        Assert.That(await ReadAllAsync(), Is.EqualTo(Enumerable.Range(0, Count).Select(number => number % 2 == 0 ? "added" : Name(number))));
    }

    // The first caller goes on as soon as its command is written, because its reply is there already, and blocks its thread.
    [Test]
    public async Task A_caller_that_blocks_does_not_hold_up_the_commands_that_are_written_with_its_own()
    {
        await using var connection = new RedisConnection(StackExchange.Redis.ConfigurationOptions.Parse(_server.PatientConnectionString));
        await connection.OpenAsync(CancellationToken.None);
        var bursts = new RedisBursts();
        var commands = new RedisCommands(connection, bursts);

        // With these commands under way, all others are written in bursts.
        for (int i = 0; i < 4; i++)
            _ = bursts.Enter();
        for (int round = 0; round < 50; round++)
        {
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task first = Block(ReadAsync(static () => { }), written.Task);
            Task[] others = [.. Enumerable.Range(0, 8).Select(i => ReadAsync(i == 7 ? written.SetResult : static () => { }).AsTask())];
            await Task.WhenAll([first, .. others]).WaitAsync(_patience);
        }

        ValueTask<bool> ReadAsync(Action write) => commands.ReadAsync("key", (_, _) =>
        {
            write();
            return Task.FromResult(true);
        }, static reply => reply, CancellationToken.None);

        static async Task Block(ValueTask<bool> read, Task until)
        {
            await read.ConfigureAwait(false);
            until.Wait(2 * _patience);
        }
    }

    [Test]
    public async Task A_read_of_another_data_type_fails_alone()
    {
        await _backend.SetAsync(Name(0), Encoding.UTF8.GetBytes(Name(0)), TimeSpan.FromHours(1));
        await _server.SendAsync("LPUSH", "list", "element");
        Task<string?>[] reading = [.. Enumerable.Range(0, Count).Select(i => ReadAsync(i % 2 == 0 ? Name(0) : "list"))];
        await Task.WhenAny(Task.WhenAll(reading)).WaitAsync(_patience);
        Assert.That(reading.Where((_, i) => i % 2 == 0).Select(read => read.Result), Is.All.EqualTo(Name(0)));
        Assert.That(reading.Where((_, i) => i % 2 == 1).Select(read => read.Exception?.InnerException), Is.All.InstanceOf<StoreRefusedException>());
    }

    [Test]
    public async Task Reads_that_are_cancelled_leave_the_others_alone()
    {
        await _backend.SetAsync(Name(0), Encoding.UTF8.GetBytes(Name(0)), TimeSpan.FromHours(1));
        using var cancelled = new CancellationTokenSource();
        Task<string?>[] leaving = [.. Enumerable.Range(0, Count).Select(_ => ReadAsync(Name(0), cancelled.Token))];
        Task<string?>[] staying = [.. Enumerable.Range(0, Count).Select(_ => ReadAsync(Name(0)))];
        await cancelled.CancelAsync();
        await Task.WhenAny(Task.WhenAll(leaving)).WaitAsync(_patience);
        Assert.That(await Task.WhenAll(staying).WaitAsync(_patience), Is.All.EqualTo(Name(0)));
    }

    private static Task EachAsync(Func<int, Task> call) => Task.WhenAll(Enumerable.Range(0, Count).Select(call)).WaitAsync(_patience);

    private static Task<T[]> EachAsync<T>(Func<int, Task<T>> call) => Task.WhenAll(Enumerable.Range(0, Count).Select(call)).WaitAsync(_patience);

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Task<string?[]> ReadAllAsync() => EachAsync(number => ReadAsync(Name(number)));

    private async Task<string?> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        await _backend.GetAsync(key, cancellationToken) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;
}

using CacheKit.Conformance;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A service that does not answer: a call ends when it is cancelled or times out.</summary>
[TestFixture]
public sealed class CancellationTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private SilentEndpoint _endpoint = null!;

    private static IEnumerable<TestCaseData> Calls =>
    [
        Call("get", async (backend, token) => await backend.GetAsync("key", token)),
        Call("get with time to live", async (backend, token) => await backend.GetWithTimeToLiveAsync("key", token)),
        Call("set", async (backend, token) => await backend.SetAsync("key", new byte[10], TimeSpan.FromMinutes(1), token)),
        Call("set without a life", async (backend, token) => await backend.SetAsync("key", new byte[10], TimeSpan.Zero, token)),
        Call("add", async (backend, token) => await backend.AddAsync("key", new byte[10], TimeSpan.FromMinutes(1), token)),
        Call("remove", async (backend, token) => await backend.RemoveAsync("key", token)),
        Call("clear", async (backend, token) => await backend.ClearAsync("key", token)),
        Call("list", async (backend, token) => await backend.ListAsync("key", token).GetAsyncEnumerator(token).MoveNextAsync()),
    ];

    [SetUp]
    public void Listen() => _endpoint = new SilentEndpoint();

    [TearDown]
    public void End() => _endpoint.Dispose();

    [TestCaseSource(nameof(Calls))]
    public async Task A_cancelled_call_ends(Func<DynamoDbBackend, CancellationToken, Task> call)
    {
        using DynamoDbBackend backend = Backend(TimeSpan.FromMinutes(1), createTable: false);
        using var cancellation = new CancellationTokenSource();
        Task under = call(backend, cancellation.Token);
        await Poll.UntilAsync(() => new(_endpoint.IsAsked));
        Assert.That(under.IsCompleted, Is.False);

        await cancellation.CancelAsync();

        Assert.That(async () => await under.WaitAsync(_patience), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCaseSource(nameof(Calls))]
    public void A_call_ends_when_its_time_is_up(Func<DynamoDbBackend, CancellationToken, Task> call)
    {
        using DynamoDbBackend backend = Backend(TimeSpan.FromMilliseconds(50), createTable: false);
        Assert.That(
            async () => await call(backend, default).WaitAsync(_patience), Throws.InstanceOf<TimeoutException>().With.Message.Contains("did not answer"));
    }

    [Test]
    public async Task A_caller_that_waits_for_the_table_can_be_cancelled_alone()
    {
        using DynamoDbBackend backend = Backend(TimeSpan.FromMinutes(1), createTable: true);
        using var cancellation = new CancellationTokenSource();
        Task leaving = backend.GetAsync("key", cancellation.Token).AsTask();
        Task staying = backend.GetAsync("key").AsTask();

        await cancellation.CancelAsync();

        Assert.That(async () => await leaving.WaitAsync(_patience), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(staying.IsCompleted, Is.False);
    }

    [Test]
    public void The_wait_for_a_table_that_can_not_be_looked_at_ends_when_its_time_is_up()
    {
        using DynamoDbBackend backend = Backend(TimeSpan.FromMilliseconds(50), createTable: true);
        Assert.That(
            async () => await backend.GetAsync("key").AsTask().WaitAsync(_patience),
            Throws.InstanceOf<TimeoutException>().With.Message.Contains("did not answer"));
    }

    [Test]
    public async Task Waiting_calls_end_with_the_backend()
    {
        DynamoDbBackend backend = Backend(TimeSpan.FromMinutes(1), createTable: true);
        Task waiting = backend.GetAsync("key").AsTask();
        await Poll.UntilAsync(() => new(_endpoint.IsAsked));

        backend.Dispose();

        Assert.That(async () => await waiting.WaitAsync(_patience), Throws.Exception.Not.InstanceOf<TimeoutException>());
    }

    private static TestCaseData Call(string name, Func<DynamoDbBackend, CancellationToken, Task> call) =>
        new TestCaseData(call).SetArgDisplayNames(name);

    private DynamoDbBackend Backend(TimeSpan timeout, bool createTable) =>
        new("silent", new DynamoDbBackendOptions { Endpoint = _endpoint.Address, Timeout = timeout, CreateTableIfMissing = createTable });
}

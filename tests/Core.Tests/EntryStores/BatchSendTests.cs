using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Writes of many keys are sent together by their kind, and each gets its own result.</summary>
[TestFixture]
internal sealed class BatchSendTests : IDisposable
{
    private readonly BatchStore _store = new(TimeProvider.System);
    private readonly StoreCalls _calls;

    public BatchSendTests() => _calls = new StoreCalls(_store, new StoreCallSettings(null, null, TimeSpan.Zero, TimeProvider.System));

    public void Dispose()
    {
        _calls.Dispose();
        _store.Dispose();
    }

    [Test]
    public async Task The_results_are_in_the_order_of_the_writes([Values] bool isReplaced)
    {
        await _store.SetAsync("there", "old"u8.ToArray(), timeToLive: null);
        var sent = new List<string>();
        StoreResult<bool>[] results = await new BatchSend(_calls).SendAsync(
            [
                Write("one", Fenced("read")), Write("absent", Fence.Nothing), Write("set", null), Write("there", Fence.Nothing),
                Write("other", Fenced("read")),
            ],
            (key, _, _, _) =>
            {
                sent.Add(key);
                return new(new StoreResult<bool>(key == "one" == isReplaced));
            },
            CancellationToken.None);
        Assert.That(results.Select(result => result.Value), Is.EqualTo(new[] { isReplaced, true, true, false, !isReplaced }));
        Assert.That(sent, Is.EqualTo(new[] { "one", "other" }));
        Assert.That(_store.Trips, Has.Exactly(1).EqualTo("add many 2"));
    }

    private static (string Key, byte[] Stored, EntryPlan Plan) Write(string key, Fence? fence) =>
        (key, [1], new EntryPlan(EntryMetadata.None, TimeToLive: null, fence));

    private static Fence Fenced(string expected) => new(System.Text.Encoding.UTF8.GetBytes(expected));
}

using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A coder that fails never fails a caller either.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CoderFailureTests(StoreKind kind) : CacheFixture(kind)
{
    private readonly TaskCompletionSource<CodedList<int>> _computed = new();

    [Test]
    public async Task A_value_that_cannot_be_coded_is_returned()
    {
        Coder.FailsToEncode = true;
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CodedList<int> { 1 })), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_value_that_cannot_be_coded_is_returned_to_all_waiting_callers()
    {
        Coder.FailsToEncode = true;
        Task<CodedList<int>>[] calls = Wait();
        _computed.SetResult([1]);
        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_value_that_cannot_be_coded_is_not_stored()
    {
        Coder.FailsToEncode = true;
        await Cache.SetAsync("key", new CodedList<int> { 1 });
        Assert.That((await Cache.TryGetAsync<CodedList<int>>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_value_that_cannot_be_coded_removes_the_old_entry()
    {
        await Cache.SetAsync("key", new CodedList<int> { 1 });
        Coder.FailsToEncode = true;
        await Cache.SetAsync("key", new CodedList<int> { 2 });
        Assert.That((await NewCache().TryGetAsync<CodedList<int>>("key")).HasValue, Is.False, "in another process too");
    }

    [Test]
    public async Task A_value_that_cannot_be_coded_is_warned_of_once_by_its_type()
    {
        Coder.FailsToEncode = true;
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CodedList<int>()));
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.StartWith(
            "A value of type CacheKit.Core.Tests.Fakes.CodedList`1[System.Int32] was not stored, because its coder failed: " +
            "This value can't be coded. Callers still"));
    }

    [Test]
    public async Task An_uncodable_value_whose_key_was_removed_meanwhile_is_returned_to_all_waiting_callers()
    {
        Coder.FailsToEncode = true;
        Task<CodedList<int>>[] calls = Wait();
        await Cache.RemoveAsync("key");
        _computed.SetResult([1]);
        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_payload_that_cannot_be_decoded_is_a_miss()
    {
        await CorruptAsync();
        Assert.That((await Cache.TryGetAsync<CodedList<int>>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_payload_that_cannot_be_decoded_is_overwritten()
    {
        await CorruptAsync();
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CodedList<int> { 1 }));
        Assert.That((await Cache.TryGetAsync<CodedList<int>>("key")).Value, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_payload_that_cannot_be_decoded_is_warned_of_once_by_its_type()
    {
        await CorruptAsync();
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7));
        Assert.That(
            Loggers.At(LogLevel.Warning),
            Is.EqualTo(new[] { "A payload could not be decoded as System.Int32: its entry is treated as missing and will be overwritten" }));
    }

    [Test]
    public async Task An_empty_payload_is_a_miss()
    {
        await Backend.SetAsync("app::key", Array.Empty<byte>(), null);
        Assert.That((await Cache.TryGetAsync<int>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Callers_that_waited_for_a_value_that_cannot_be_decoded_compute_it_themselves()
    {
        Coder.FailsToDecode = true;
        Task<CodedList<int>>[] calls = Wait();
        _computed.SetResult([1]);
        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Callers_that_wait_with_another_coder_get_the_value()
    {
        var options = new CacheEntryOptions { Coder = new CountingCoder { FailsToDecode = true } };
        Task<CodedList<int>> leader = Cache.GetOrCreateAsync("key", _ => new ValueTask<CodedList<int>>(_computed.Task)).AsTask();
        Task<CodedList<int>> follower = Cache.GetOrCreateAsync<CodedList<int>>(
            "key", _ => throw new InvalidOperationException("not to be run"), options).AsTask();
        _computed.SetResult([1]);
        Assert.That(await Task.WhenAll(leader, follower).Soon(), Is.All.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_value_by_reference_that_cannot_be_coded_is_a_miss_for_another_type()
    {
        await Cache.SetAsync("key", "text");
        Coder.FailsToEncode = true;
        Assert.That((await Cache.TryGetAsync<int>("key")).HasValue, Is.False);
    }

    private Task<CodedList<int>>[] Wait() =>
        [.. Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("key", _ => new ValueTask<CodedList<int>>(_computed.Task)).AsTask())];

    private async Task CorruptAsync() => await Backend.SetAsync("app::key", "{ broken"u8.ToArray(), null);
}

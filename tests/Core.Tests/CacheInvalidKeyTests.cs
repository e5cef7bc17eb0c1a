using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

[TestFixture(true)]
[TestFixture(false)]
internal sealed class CacheInvalidKeyTests : CacheFixture
{
    public CacheInvalidKeyTests(bool enabled)
        : base(StoreKind.Remote)
    {
        Cache.Enabled = enabled;
    }

    [Test]
    public void Getting_or_creating_needs_a_key([Values(null, "")] string? key) =>
        ExpectBadKey(async () => await Cache.GetOrCreateAsync(key!, _ => ValueTask.FromResult(1)));

    [Test]
    public void Getting_or_creating_with_a_state_needs_a_key([Values(null, "")] string? key) =>
        ExpectBadKey(async () => await Cache.GetOrCreateAsync(key!, 7, (state, _) => ValueTask.FromResult(state)));

    [Test]
    public void Trying_to_get_needs_a_key([Values(null, "")] string? key) =>
        ExpectBadKey(async () => await Cache.TryGetAsync<int>(key!));

    [Test]
    public void Setting_needs_a_key([Values(null, "")] string? key) =>
        ExpectBadKey(async () => await Cache.SetAsync(key!, 1));

    [Test]
    public void Removing_needs_a_key([Values(null, "")] string? key) =>
        ExpectBadKey(async () => await Cache.RemoveAsync(key!));

    private static void ExpectBadKey(Func<Task> call) =>
        Assert.That(call, Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo("key"));
}

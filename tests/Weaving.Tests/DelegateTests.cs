using System.Runtime.CompilerServices;

namespace CacheKit.Weaving.Tests;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class DelegateTests(bool isRemote) : WovenFixture(isRemote)
{
    private int _runs;

    [Test]
    public async Task A_delegate_is_cached_under_its_name()
    {
        Func<int, Task<string>> load = id => Task.FromResult($"{id} {++_runs}");
        Func<int, Task<string>> cached = load.Cached("users");
        Assert.That(await cached(7), Is.EqualTo("7 1"));
        Assert.That(await cached(7), Is.EqualTo("7 1"));
        Assert.That(await cached(8), Is.EqualTo("8 2"));
        Assert.That((await Backend.GetAsync("api-cache::users(arg=7)")).HasValue);
    }

    [Test]
    public async Task A_lambda_is_cached_where_it_is_written()
    {
        var cached = CachedDelegates.Cached(
            (string text, int page) => new ValueTask<string>($"{text} {page} {++_runs}"), "search", new() { Namespace = "pages" });
        Assert.That(await cached("tea", 1), Is.EqualTo("tea 1 1"));
        Assert.That(await cached("tea", 1), Is.EqualTo("tea 1 1"));
        Assert.That(await CacheManager.ClearAsync("pages"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_token_is_not_in_the_key()
    {
        using var source = new CancellationTokenSource();
        Func<int, CancellationToken, Task<string>> load = (id, token) => Task.FromResult($"{id} {token.CanBeCanceled} {++_runs}");
        Func<int, CancellationToken, Task<string>> cached = load.Cached("users");
        Assert.That(await cached(7, source.Token), Is.EqualTo("7 True 1"));
        Assert.That(await cached(7, CancellationToken.None), Is.EqualTo("7 True 1"));
    }

    [Test]
    public void A_synchronous_delegate_without_parameters_is_cached()
    {
        Func<int> count = () => ++_runs;
        Func<int> cached = count.Cached("count");
        Assert.That(cached(), Is.EqualTo(1));
        Assert.That(cached(), Is.EqualTo(1));
    }

    [Test]
    public void A_cached_delegate_is_not_kept_when_nobody_uses_it()
    {
        WeakReference function = CallFunction();
        Assert.That(
            () =>
            {
                GC.Collect();
                return function.IsAlive;
            },
            Is.False.After(20).Seconds.PollEvery(50).MilliSeconds);
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public void A_name_is_needed() =>
        Assert.That(() => new Func<int>(() => ++_runs).Cached(""), Throws.ArgumentException);

    // In a method of its own, so that no variable keeps the function, which the generated delegate captures.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference CallFunction()
    {
        Func<int, int> load = id => id + ++_runs;
        Func<int, int> cached = load.Cached("loaded");
        for (int call = 0; call < 2; call++)
            _ = cached(7);
        return new WeakReference(cached.Target!.GetType().GetFields()
            .Select(field => field.GetValue(cached.Target))
            .Single(value => value!.GetType().Name.StartsWith("CachedFunction", StringComparison.Ordinal)));
    }
}

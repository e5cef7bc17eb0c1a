namespace CacheKit.EntityFramework.Tests.Shop;

/// <summary>Blocks functions of the catalog while a test holds it; open otherwise.</summary>
public sealed class Turnstile
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;

    /// <summary>Completes when a function waits.</summary>
    public Task Reached => _reached.Task;

    /// <summary>The context of each function run.</summary>
    public List<ShopContext> Used { get; } = [];

    public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _held!.SetResult();

    public async Task PassAsync(ShopContext shop)
    {
        lock (Used)
            Used.Add(shop);
        if (_held is not { } held)
            return;

        _reached.TrySetResult();
        await held.Task;
    }
}

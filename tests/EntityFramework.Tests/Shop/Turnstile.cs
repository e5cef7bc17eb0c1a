namespace CacheKit.EntityFramework.Tests.Shop;

/// <summary>Where functions of the catalog wait while a test holds them; open unless it does.</summary>
public sealed class Turnstile
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;

    /// <summary>Ends when one waits.</summary>
    public Task Reached => _reached.Task;

    /// <summary>The contexts that the functions have used, each as often as it was.</summary>
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

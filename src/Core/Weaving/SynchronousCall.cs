using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>
/// Operations of a cache that a synchronous function waits for. Generated code begins and waits for them between <see cref="Enter"/> and
/// <see cref="Dispose"/>, on one thread.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SynchronousCall : IDisposable
{
    private readonly SynchronousCaller _caller;

    private SynchronousCall(SynchronousCaller caller) => _caller = caller;

    /// <summary>Operations that the calling thread begins from now on keep it until they end.</summary>
    public static SynchronousCall Enter() => new(SynchronousCaller.Enter());

    /// <summary>Waits for the end of an operation.</summary>
    public static void Wait<T>(ValueTask<T> operation) => SynchronousCaller.ResultOf(operation);

    /// <summary>Waits for the end of an operation.</summary>
    public static void Wait(ValueTask operation)
    {
        if (operation.IsCompleted)
            operation.GetAwaiter().GetResult();
        else
            SynchronousCaller.ResultOf(new ValueTask<bool>(CompleteAsync(operation)));
    }

    /// <inheritdoc/>
    public void Dispose() => _caller.Dispose();

    private static async Task<bool> CompleteAsync(ValueTask operation)
    {
        await operation.ConfigureAwait(false);
        return true;
    }
}

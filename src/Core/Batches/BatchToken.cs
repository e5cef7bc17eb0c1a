namespace CacheKit;

// A token that is cancelled once all of several others are: when nobody waits any more for any of their keys.
internal sealed class BatchToken : IDisposable
{
    private readonly CancellationTokenSource? _all;
    private readonly CancellationTokenRegistration[] _registrations = [];
    private int _left;

    public BatchToken(CancellationToken[] tokens)
    {
        if (!Array.TrueForAll(tokens, token => token.CanBeCanceled))
            return;

        _left = tokens.Length;
        _all = new CancellationTokenSource();
        _registrations = Array.ConvertAll(tokens, token => token.UnsafeRegister(static all => ((BatchToken)all!).CancelOne(), this));
    }

    public CancellationToken Token => _all?.Token ?? CancellationToken.None;

    // The source is not disposed: the factory may still use its token.
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Unregister());

    private void CancelOne()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _all!.Cancel();
    }
}

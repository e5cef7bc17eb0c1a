using System.Buffers;

namespace CacheKit;

// Memory for a key without allocating a string: the caller's stack, or a rented array for longer keys.
internal ref struct KeyBuffer(Span<char> stack)
{
    // Longer keys are rare, and recursive calls through the cache must not exhaust the stack.
    public const int StackLength = 256;

    private readonly Span<char> _stack = stack;
    private char[]? _rented;

    public Span<char> OfLength(int length) => length <= _stack.Length ? _stack : _rented = ArrayPool<char>.Shared.Rent(length);

    public readonly void Dispose()
    {
        if (_rented is not null)
            ArrayPool<char>.Shared.Return(_rented);
    }
}

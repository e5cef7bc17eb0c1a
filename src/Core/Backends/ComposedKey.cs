using System.Buffers;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Reads a key of two parts from a backend that takes whole keys, without a string for it.
internal static class ComposedKey
{
    private const int StackLength = 256;

    [SkipLocalsInit]
    public static CachedValue? Read(IValueBackend backend, ReadOnlySpan<char> head, ReadOnlySpan<char> rest)
    {
        int length = head.Length + rest.Length;
        char[]? rented = length > StackLength ? ArrayPool<char>.Shared.Rent(length) : null;
        Span<char> key = rented is null ? stackalloc char[StackLength] : rented;
        head.CopyTo(key);
        rest.CopyTo(key[head.Length..]);
        try
        {
            return backend.GetValue(key[..length]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<char>.Shared.Return(rented);
        }
    }
}

using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// What is needed of several calls that are looked up together, on the stack.
[InlineArray(Length)]
internal struct CallBlock<T>
{
    public const int Length = 16;

    private T _first;
}

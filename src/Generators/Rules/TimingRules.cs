using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether a method returns before its change is made, so that an eviction after the call precedes the change.
internal static class TimingRules
{
    private const string AsyncVoid = "is async void, so it evicts before its change is made: return a Task or a ValueTask";

    private const string Deferred = "computes its items when they are read, so it evicts before its change is made: " +
        "return a collection, or evict when all items are read";

    // Returns why, as the rest of a sentence that begins with the method, or null. The marked method is the method itself, or one that it
    // overrides or implements.
    public static string? WhyTooEarly(IMethodSymbol method, IMethodSymbol marked, KnownTypes known)
    {
        string? why = IsAsyncVoid(method) ? AsyncVoid : IsDeferred(method, known) ? Deferred : null;
        return why is not null && Marks.EvictsOf(marked, known).Any(evict => evict.Named("Before") is not true) ? why : null;
    }

    public static bool IsAsyncVoid(IMethodSymbol method) => (method.PartialImplementationPart ?? method) is { IsAsync: true, ReturnsVoid: true };

    private static bool IsDeferred(IMethodSymbol method, KnownTypes known) =>
        (method.PartialImplementationPart ?? method).IsIterator
        || method.ReturnType.Is(known.Find("System.Collections.Generic.IAsyncEnumerable`1"))
        || method.ReturnType.Is(known.Find("System.Collections.Generic.IAsyncEnumerator`1"));
}

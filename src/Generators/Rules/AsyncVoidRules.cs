using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether a method returns at its first await and nobody can wait for its end, so that an eviction after the call precedes the change.
internal static class AsyncVoidRules
{
    public const string WhyWrong = "is async void, so it evicts before its change is made: return a Task or a ValueTask";

    // The marked method is the method itself, or one that it overrides or implements.
    public static bool EvictsTooEarly(IMethodSymbol method, IMethodSymbol marked, KnownTypes known) =>
        (method.PartialImplementationPart ?? method) is { IsAsync: true, ReturnsVoid: true }
        && Marks.EvictsOf(marked, known).Any(evict => evict.Named("Before") is not true);
}

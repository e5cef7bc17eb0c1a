namespace CacheKit.Generators;

// A function that puts or evicts: the caches that it needs, and what to await before and after it runs. "result" is what it returned.
internal sealed record EffectModel(MethodModel Method, EquatableArray<string> Caches, EquatableArray<string> Before, EquatableArray<string> After);

namespace CacheKit.Generators;

// A function that puts or evicts: the caches that it needs, and the statements to await before and after it. "result" is its return value.
internal sealed record EffectModel(MethodModel Method, EquatableArray<string> Caches, EquatableArray<string> Before, EquatableArray<string> After);

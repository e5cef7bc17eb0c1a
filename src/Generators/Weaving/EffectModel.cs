namespace CacheKit.Generators;

// A function that puts or evicts: what to await before and after it runs. "result" is what it returned.
internal sealed record EffectModel(MethodModel Method, EquatableArray<string> Before, EquatableArray<string> After);

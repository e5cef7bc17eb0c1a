namespace CacheKit.Generators;

// The member of a type that JSON does not restore unchanged, by its path from the type, and the reason as the rest of a sentence.
internal sealed record JsonFault(string Path, string Why);

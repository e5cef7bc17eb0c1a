namespace CacheKit.Generators;

// The member of a type that JSON doesn't give back as it was, by its path from the type, and why, as the rest of a sentence.
internal sealed record JsonFault(string Path, string Why);

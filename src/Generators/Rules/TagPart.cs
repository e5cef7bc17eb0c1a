namespace CacheKit.Generators;

// A part of a tag template: literal text, or the name of a value.
internal readonly record struct TagPart(string Text, bool IsName);

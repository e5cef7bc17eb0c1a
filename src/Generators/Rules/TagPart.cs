namespace CacheKit.Generators;

// A piece of a tag template: text that stands in the tag as it is, or the name of a value.
internal readonly record struct TagPart(string Text, bool IsName);

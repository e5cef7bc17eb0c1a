namespace CacheKit.Generators;

// A piece of a tag template: text that stands in the tag as it is, or the name of a parameter.
internal readonly record struct TagPart(string Text, bool IsParameter);

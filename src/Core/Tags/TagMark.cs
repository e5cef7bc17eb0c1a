namespace CacheKit;

// What an entry carries of one of its tags: the key under which the store holds the tag's generation, and which it was before
// the entry's value was computed. Of any other generation, or of none, the entry is outdated.
internal readonly record struct TagMark(string Key, TagGeneration Generation);

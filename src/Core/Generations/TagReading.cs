namespace CacheKit;

// What the store holds of some tags: the marks of all of them, and the records that must still be written, because it has none or because it will
// not keep them for long enough.
internal sealed record TagReading(TagMark[] Marks, List<TagWrite> Missing);

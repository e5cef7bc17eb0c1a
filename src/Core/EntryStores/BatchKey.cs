namespace CacheKit;

// One of the keys of a call for many, with the settings of its entry.
internal readonly record struct BatchKey(string Key, EntrySettings Settings);

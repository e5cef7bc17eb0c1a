namespace CacheKit;

// Tells whether an entry is still cached and its tags still have the same generations.
internal readonly record struct EntryTickets(ValueTicket Entry, TagMarks Tags);

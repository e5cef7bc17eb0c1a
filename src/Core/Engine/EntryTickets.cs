namespace CacheKit;

// What tells whether an entry is still held, and still the one of its tags' generations.
internal readonly record struct EntryTickets(ValueTicket Entry, TagMark[] Marks);

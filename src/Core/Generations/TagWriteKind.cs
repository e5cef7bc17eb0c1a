namespace CacheKit;

// How the record of a tag is written.
internal enum TagWriteKind
{
    // The tag has no record.
    Add,

    // In place of the record that was read.
    Replace,

    // Whatever the store holds: it can't be read, or the store has no conditional writes.
    Set,
}

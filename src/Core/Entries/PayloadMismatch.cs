namespace CacheKit;

// A payload that another version of the application has written, with another shape of its type or with another coder. Both versions know
// both numbers.
internal readonly record struct PayloadMismatch(long Found, long Expected);

namespace CacheKit;

// When the calls that begin at about the same time have taken too long: until so many milliseconds of Environment.TickCount64. Shared, as
// a timer of its own would cost a call more than all else here.
internal sealed record Deadline(long SharedUntil, CancellationToken Token);

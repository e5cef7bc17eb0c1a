namespace CacheKit;

// The deadline of all calls that begin before SharedUntil (in milliseconds of Environment.TickCount64). It is shared because a timer per
// call would cost more than the rest of the call.
internal sealed record Deadline(long SharedUntil, CancellationToken Token);

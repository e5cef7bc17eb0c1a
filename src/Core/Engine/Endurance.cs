namespace CacheKit;

// When a computation stops because nobody waits for it.
internal enum Endurance
{
    // When the last caller that waits has left.
    WhileAwaited,

    // Not before a caller needs its value: in the background it goes on without any. From then on it goes on while it is awaited.
    UntilNeeded,

    // Not at all: a handler that has not asked for its token can't be stopped.
    Unstoppable,
}

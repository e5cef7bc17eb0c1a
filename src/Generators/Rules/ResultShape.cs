namespace CacheKit.Generators;

// How a method hands over its result.
internal enum ResultShape
{
    // There is none: void, Task or ValueTask.
    Nothing,
    Value,
    Task,
    ValueTask,
}

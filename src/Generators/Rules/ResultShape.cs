namespace CacheKit.Generators;

// The form in which a method returns its result.
internal enum ResultShape
{
    // No result: void, Task or ValueTask.
    Nothing,
    Value,
    Task,
    ValueTask,
}

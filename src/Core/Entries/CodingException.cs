namespace CacheKit;

// Thrown when a coder fails inside a backend call, so that the failure is not counted against the backend.
internal sealed class CodingException(Type type, Exception exception) : Exception($"A value of type {type} could not be coded.", exception);

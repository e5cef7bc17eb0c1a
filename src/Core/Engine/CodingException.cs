namespace CacheKit;

// A coder has failed in the midst of a backend's work: the fault is not the backend's.
internal sealed class CodingException(Type type, Exception exception) : Exception($"A value of type {type} could not be coded.", exception);

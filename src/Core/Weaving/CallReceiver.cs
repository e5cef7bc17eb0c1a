using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>Identifies the object that a method is called on: its type, and its key if it is an <see cref="ICacheKey"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct CallReceiver
{
    private CallReceiver(Type type, string? key, string? fault = null)
    {
        Type = type;
        Key = key;
        Fault = fault;
    }

    internal Type Type { get; }

    internal string? Key { get; }

    // The reason why an ICacheKey has no key, as the rest of a sentence.
    internal string? Fault { get; }

    /// <summary>Creates the identity of an object.</summary>
    public static CallReceiver Of(object self) => self is ICacheKey own ? Of(self.GetType(), own) : new(self.GetType(), null);

    /// <summary>Whether an object is a mock that was created by a test library: its calls are not cached.</summary>
    public static bool IsSubstitute(object? self) => Mocks.Contains(self);

    /// <summary>Whether another object has the same type and key.</summary>
    public bool Equals(CallReceiver other) => Type == other.Type && Key == other.Key && Fault is null && other.Fault is null;

    /// <inheritdoc/>
    public override int GetHashCode() => Type.GetHashCode() ^ (Key?.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <summary>The argument that a custom key builder receives for the object.</summary>
    public object ToArgument() => Key is null ? Type : (Type, Key);

    private static CallReceiver Of(Type type, ICacheKey self)
    {
        try
        {
            return new(type, self.CacheKey, fault: self.CacheKey is null ? "has a CacheKey that is null" : null);
        }
        catch (Exception exception)
        {
            return new(type, null, $"has a CacheKey that throws {exception.GetType()}: {exception.Message}");
        }
    }
}

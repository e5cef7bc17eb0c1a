using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>What of the object that a method is called on tells calls apart: its type, and its key if it has one.</summary>
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

    // Why an ICacheKey has no key, as the rest of a sentence.
    internal string? Fault { get; }

    /// <summary>That of an object.</summary>
    public static CallReceiver Of(object self) => self is ICacheKey own ? Of(self.GetType(), own) : new(self.GetType(), null);

    /// <summary>Whether an object is a substitute that a test library made: calls of it are passed on to it as they are.</summary>
    public static bool IsSubstitute(object? self) => Substitutes.Include(self);

    /// <summary>Whether another object has the same type and key.</summary>
    public bool Equals(CallReceiver other) => Type == other.Type && Key == other.Key && Fault is null && other.Fault is null;

    /// <inheritdoc/>
    public override int GetHashCode() => Type.GetHashCode() ^ (Key?.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <summary>The form in which a key builder of the user's own gets it.</summary>
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

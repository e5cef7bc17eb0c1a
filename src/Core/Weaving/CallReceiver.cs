using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>What of the object that a method is called on tells calls apart: its type, and its key if it has one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct CallReceiver
{
    private CallReceiver(Type type, string? key)
    {
        Type = type;
        Key = key;
    }

    internal Type Type { get; }

    internal string? Key { get; }

    /// <summary>That of an object.</summary>
    public static CallReceiver Of(object self) => new(self.GetType(), (self as ICacheKey)?.CacheKey);

    /// <summary>Whether an object is a substitute that a test library made: calls of it are passed on to it as they are.</summary>
    public static bool IsSubstitute(object? self) => Substitutes.Include(self);

    /// <summary>Whether another object has the same type and key.</summary>
    public bool Equals(CallReceiver other) => Type == other.Type && Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Type.GetHashCode() ^ (Key?.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <summary>The form in which a key builder of the user's own gets it.</summary>
    public object ToArgument() => Key is null ? Type : (Type, Key);
}

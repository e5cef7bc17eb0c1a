using System.Collections.Concurrent;

namespace CacheKit;

// The texts of the methods that are marked [CacheKeyText], by the type that they write.
internal static class RegisteredTexts
{
    private static readonly ConcurrentDictionary<Type, Func<object, string>> _texts = [];

    // An assembly and those that reference it each register its methods: the first one stays.
    public static void Add(Type type, Func<object, string> text) => _texts.TryAdd(type, text);

    // Of the type itself, or of an interface or abstract class that it implements. A class that derives from another concrete one may
    // hold more than the text of that one says.
    public static Func<object, string>? Of(Type type)
    {
        if (_texts.IsEmpty)
            return null;
        if (_texts.TryGetValue(type, out Func<object, string>? own))
            return own;

        foreach ((Type taught, Func<object, string> text) in _texts)
        {
            if ((taught.IsInterface || taught.IsAbstract) && taught.IsAssignableFrom(type))
                return text;
        }

        return null;
    }
}

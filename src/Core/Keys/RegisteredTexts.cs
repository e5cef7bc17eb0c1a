using System.Collections.Concurrent;

namespace CacheKit;

// The [CacheKeyText] methods, by the type of their parameter.
internal static class RegisteredTexts
{
    private static readonly ConcurrentDictionary<Type, Func<object, string>> _texts = [];

    // A method is registered by its own assembly and by each assembly that references it.
    public static void Add(Type type, Func<object, string> text) => _texts.TryAdd(type, text);

    // The method for the type itself, or for an interface or abstract class of it. The method for a concrete base class is not used,
    // because the derived class may have further state.
    public static Func<object, string>? Of(Type type)
    {
        if (_texts.IsEmpty)
            return null;
        if (_texts.TryGetValue(type, out Func<object, string>? own))
            return own;

        foreach ((Type registered, Func<object, string> text) in _texts)
        {
            if ((registered.IsInterface || registered.IsAbstract) && registered.IsAssignableFrom(type))
                return text;
        }

        return null;
    }
}

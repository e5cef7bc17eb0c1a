using System.Collections.Concurrent;

namespace CacheKit;

// The [CacheKeyText] methods, by the type of their parameter.
internal static class RegisteredTexts
{
    private static readonly ConcurrentDictionary<Type, Func<object, string>> _texts = [];

    // A method is registered by its own assembly and by each assembly that references it.
    public static void Add(Type type, Func<object, string> text) => _texts.TryAdd(type, text);

    // The method for the type itself, or for an interface or abstract class of it. The method for a concrete base class is not used,
    // because the derived class may have further state. Of several, the most derived one is used. Null if none is, as with two interfaces: the
    // text would depend on the order in which assemblies are loaded.
    public static Func<object, string>? Of(Type type)
    {
        if (_texts.IsEmpty)
            return null;
        if (_texts.TryGetValue(type, out Func<object, string>? own))
            return own;

        List<Type> fitting = [.. _texts.Keys.Where(registered => registered.IsAbstract && registered.IsAssignableFrom(type))];
        List<Type> nearest = fitting.FindAll(one => !fitting.Exists(other => other != one && one.IsAssignableFrom(other)));
        if (nearest.Count > 1)
            nearest.RemoveAll(one => one.IsInterface);
        return nearest.Count == 1 ? _texts[nearest[0]] : null;
    }
}

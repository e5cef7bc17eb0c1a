using System.Collections.Concurrent;
using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>Reads members of the arguments of endpoints for tags, such as <c>{user.Id}</c>, by generated code and without reflection.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TagMember
{
    private static readonly ConcurrentDictionary<(Type Type, string Path), Func<object, string>> _members = [];

    /// <summary>Registers the code that reads a member.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="path">The names of the members after the name of the parameter, separated by dots.</param>
    /// <param name="text">Returns the text of the member.</param>
    public static void Register<T>(string path, Func<T, string> text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        _members.TryAdd((typeof(T), path), value => text((T)value));
    }

    internal static Func<object, string>? Find(Type type, string path) => _members.GetValueOrDefault((type, Normalized(path)));

    // Whether values of the type identify something by their text.
    internal static bool HasText(Type type)
    {
        Type own = Nullable.GetUnderlyingType(type) ?? type;
        return own == typeof(string) || own == typeof(bool) || own == typeof(Uri) ||
            typeof(IFormattable).IsAssignableFrom(own) || typeof(ICacheKey).IsAssignableFrom(own);
    }

    private static string Normalized(string path) => string.Join('.', path.Split('.').Select(step => step.Trim()));
}

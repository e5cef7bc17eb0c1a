using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CacheKit;

// The instance fields of a type, including private and inherited ones.
internal static class InstanceFields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<FieldInfo> Of(Type type) => Levels(type).SelectMany(DeclaredIn);

    // The type and its base types.
    public static IEnumerable<Type> Levels(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
            yield return level;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A trimmed field has no value that could change.")]
    public static FieldInfo[] DeclaredIn(Type level) => level.GetFields(Declared);
}

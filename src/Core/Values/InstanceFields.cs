using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CacheKit;

// The fields of a type's objects, private and inherited ones included.
internal static class InstanceFields
{
    private const BindingFlags OfOneLevel = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<FieldInfo> Of(Type type) => Levels(type).SelectMany(DeclaredIn);

    // The type and its base types.
    public static IEnumerable<Type> Levels(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
            yield return level;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that was trimmed away holds nothing that could change.")]
    public static FieldInfo[] DeclaredIn(Type level) => level.GetFields(OfOneLevel);
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The clone method of a record whose copy constructors are those of the compiler. It copies all fields, as MemberwiseClone does, in a third
// of the time.
internal static class RecordClone
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Null for a type that is no such record.
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The method requires nothing of its type argument.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A record without its clone method is cloned otherwise.")]
    [RequiresDynamicCode("Makes a generic method.")]
    public static Func<object, object>? Of(Type type)
    {
        if (!type.IsClass || type.GetMethod("<Clone>$", Declared, []) is not { } clone)
            return null;
        if (!InstanceFields.Levels(type).All(IsCopiedByCompiler))
            return null;

        return (Func<object, object>)typeof(RecordClone).GetMethod(nameof(Bind), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type)
            .Invoke(null, [clone])!;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A record without its copy constructor is cloned otherwise.")]
    private static bool IsCopiedByCompiler(Type level) =>
        level.GetConstructor(Declared, [level])?.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) == true;

    private static Func<object, object> Bind<T>(MethodInfo method)
        where T : class
    {
        Func<T, T> clone = method.CreateDelegate<Func<T, T>>();
        return source => clone((T)source);
    }
}

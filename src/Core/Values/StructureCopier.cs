using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Copies an object by cloning it and replacing the values of its mutable fields by copies.
internal sealed class StructureCopier : TypeCopier
{
    private readonly Func<object, object> _clone;
    private readonly FieldCopier[] _fields;
    private readonly object[] _wellKnown;

    [RequiresDynamicCode("Makes generic methods.")]
    public StructureCopier(Type type)
        : base(type)
    {
        _clone = RecordClone.Of(type) ?? MemberwiseClone;
        _fields = [.. StructureRules.MutableFields(type).Select(field => new FieldCopier(field))];
        _wellKnown = FindWellKnown(type);
    }

    public override object? Begin(object source, CopyPass pass) => IsWellKnown(source) ? source : _clone(source);

    public override void Complete(object copy, object source, CopyPass pass)
    {
        foreach (FieldCopier field in _fields)
            field.Replace(copy, pass);
    }

    // An instance in a static field of its type, such as Status.Active, is compared by reference if only the type itself can create
    // instances.
    private bool IsWellKnown(object source)
    {
        foreach (object instance in _wellKnown)
        {
            if (ReferenceEquals(instance, source))
                return true;
        }

        return false;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A trimmed constructor is never called.")]
    private static bool IsCreatedByOthers(Type type) => !type.IsNestedPrivate && type.GetConstructors().Length > 0;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A trimmed field is never used in a comparison.")]
    private static FieldInfo[] StaticFields(Type level) =>
        level.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

    private static object[] FindWellKnown(Type type) => type.IsValueType || IsCreatedByOthers(type) ? [] :
    [
        .. InstanceFields.Levels(type)
            .Where(level => !FrameworkTypes.Contains(level))
            .SelectMany(StaticFields)
            .Where(field => field.IsInitOnly && field.FieldType.IsAssignableFrom(type) && field.FieldType != typeof(object))
            .Select(ValueOf)
            .Where(instance => instance?.GetType() == type)!,
    ];

    // Null if the static constructor fails, which first runs here.
    private static object? ValueOf(FieldInfo field)
    {
        try
        {
            return field.GetValue(null);
        }
        catch (Exception)
        {
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object MemberwiseClone(object source);
}

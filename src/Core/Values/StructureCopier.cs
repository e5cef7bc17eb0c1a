using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Objects that are nothing but their fields: cloned, with copies in the fields that hold what can be changed.
internal sealed class StructureCopier : TypeCopier
{
    private readonly FieldCopier[] _fields;
    private readonly object[] _wellKnown;

    public StructureCopier(Type type)
        : base(type)
    {
        _fields = [.. StructureRules.MutableFields(type).Select(field => new FieldCopier(field))];
        _wellKnown = FindWellKnown(type);
    }

    public override object? Begin(object source, CopyPass pass) => IsWellKnown(source) ? source : MemberwiseClone(source);

    public override void Complete(object copy, object source, CopyPass pass)
    {
        foreach (FieldCopier field in _fields)
            field.Replace(copy, pass);
    }

    // An object in a static field of a type that only this type creates, such as Status.Active, is compared by reference.
    private bool IsWellKnown(object source)
    {
        foreach (object known in _wellKnown)
        {
            if (ReferenceEquals(known, source))
                return true;
        }

        return false;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A constructor that was trimmed away is called by nobody.")]
    private static bool IsCreatedByOthers(Type type) => !type.IsNestedPrivate && type.GetConstructors().Length > 0;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that was trimmed away holds nothing that is compared to.")]
    private static FieldInfo[] StaticFields(Type level) =>
        level.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

    private static object[] FindWellKnown(Type type) => type.IsValueType || IsCreatedByOthers(type) ? [] :
    [
        .. InstanceFields.Levels(type)
            .Where(level => !FrameworkTypes.Contains(level))
            .SelectMany(StaticFields)
            .Where(field => field.IsInitOnly && field.FieldType.IsAssignableFrom(type) && field.FieldType != typeof(object))
            .Select(field => field.GetValue(null))
            .Where(known => known?.GetType() == type)!,
    ];

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object MemberwiseClone(object source);
}

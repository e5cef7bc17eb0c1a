using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CacheKit;

// Estimates the size of a value in memory, including all objects that it refers to.
internal static class ValueSize
{
    private const int ObjectHeader = 16;
    private const int ArrayHeader = 24;
    private const int StringHeader = 22;

    // Collections that a larger value needed are not used again.
    private const int MostKept = 256;

    // Large objects that many values share.
    private static readonly HashSet<Type> _shared = [typeof(Regex), typeof(TimeZoneInfo), typeof(CultureInfo), typeof(CompareInfo)];

    private static readonly ConcurrentDictionary<Type, (long Size, FieldInfo[] References)> _layouts = new();

    // For the next value on this thread: a store with a size limit needs the size of each.
    [ThreadStatic]
    private static HashSet<object>? _seen;

    [ThreadStatic]
    private static Stack<object>? _open;

    // With native AOT reflection may not find all fields.
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeSupported;

    public static long Of(object? value)
    {
        if (value is null)
            return 0;

        HashSet<object> seen = _seen ??= new HashSet<object>(ReferenceEqualityComparer.Instance);
        Stack<object> open = _open ??= new Stack<object>();

        // The first look at a type may run its static constructor, which may store a value too.
        (_seen, _open) = (null, null);
        open.Push(value);
        long size = 0;
        try
        {
            while (open.TryPop(out object? next))
            {
                if (seen.Add(next))
                    size += SizeOf(next, open);
            }

            return size;
        }
        finally
        {
            Reuse(seen, open);
        }
    }

    private static void Reuse(HashSet<object> seen, Stack<object> open)
    {
        if (seen.Count > MostKept || open.Capacity > MostKept)
            return;

        seen.Clear();
        open.Clear();
        (_seen, _open) = (seen, open);
    }

    // Returns the size of one object, and pushes the objects that it refers to.
    private static long SizeOf(object value, Stack<object> open)
    {
        if (value is string text)
            return StringHeader + (sizeof(char) * (long)text.Length);
        if (value is Array array)
            return ArrayHeader + SizeOfElements(array, open);

        (long size, FieldInfo[] references) = LayoutOf(value.GetType());
        PushReferences(value, references, open);
        return ObjectHeader + size;
    }

    private static long SizeOfElements(Array array, Stack<object> open)
    {
        Type type = array.GetType().GetElementType()!;
        if (!type.IsValueType)
        {
            foreach (object? element in array)
                Push(element, open);
            return (long)IntPtr.Size * array.Length;
        }

        (long size, FieldInfo[] references) = LayoutOf(type);
        if (references.Length > 0)
        {
            foreach (object? element in array)
                PushReferencesOf(element, open);
        }

        return size * array.Length;
    }

    private static void PushReferences(object owner, FieldInfo[] references, Stack<object> open)
    {
        foreach (FieldInfo field in references)
        {
            object? held = field.GetValue(owner);
            if (field.FieldType.IsValueType)
                PushReferencesOf(held, open);
            else
                Push(held, open);
        }
    }

    // A boxed Nullable<T> is a T or null, and has the fields of T.
    private static void PushReferencesOf(object? boxed, Stack<object> open)
    {
        if (boxed is not null)
            PushReferences(boxed, LayoutOf(boxed.GetType()).References, open);
    }

    // Of a shared object, such as a type or a comparer, only the reference is counted.
    private static void Push(object? held, Stack<object> open)
    {
        if (held is not null && (held is string or Array || LayoutOf(held.GetType()) is { Size: > 0 }))
            open.Push(held);
    }

    private static (long Size, FieldInfo[] References) LayoutOf(Type type) =>
        _layouts.TryGetValue(type, out var layout) ? layout : _layouts.GetOrAdd(type, FindLayout);

    private static (long Size, FieldInfo[] References) FindLayout(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsFunctionPointer)
            return (SizeOfPrimitive(type), []);
        if (type.IsClass && !IsCounted(type))
            return (0, []);

        long size = 0;
        List<FieldInfo> references = [];
        foreach (FieldInfo field in InstanceFields.Of(type))
        {
            (long Size, FieldInfo[] References) layout = field.FieldType.IsValueType ? LayoutOf(field.FieldType) : (IntPtr.Size, []);
            size += layout.Size;
            if (!field.FieldType.IsValueType || layout.References.Length > 0)
                references.Add(field);
        }

        return (size, [.. references]);
    }

    private static bool IsCounted(Type type) =>
        !type.IsAssignableTo(typeof(MemberInfo)) && !_shared.Contains(type)
        && (TypeCopiers.Of(type) is not RefusingCopier || IsPartOfCollection(type) || type == typeof(JsonDocument));

    // The nodes of framework collections are of internal types.
    private static bool IsPartOfCollection(Type type) =>
        FrameworkTypes.Contains(type) && type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true;

    private static long SizeOfPrimitive(Type type) => Type.GetTypeCode(type.IsEnum ? Enum.GetUnderlyingType(type) : type) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
        _ => 8,
    };
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CacheKit;

// How many bytes a value takes in memory, with all that it holds, about.
internal static class ValueSize
{
    private const int ObjectHead = 16;
    private const int ArrayHead = 24;
    private const int StringHead = 22;

    // Large, and the same in many values.
    private static readonly HashSet<Type> _common = [typeof(Regex), typeof(TimeZoneInfo), typeof(CultureInfo), typeof(CompareInfo)];

    private static readonly ConcurrentDictionary<Type, (long Size, FieldInfo[] References)> _layouts = new();

    // Compiled ahead of time, a type may have fields that reflection doesn't see.
    public static bool IsKnown => RuntimeFeature.IsDynamicCodeSupported;

    public static long Of(object? value)
    {
        if (value is null)
            return 0;

        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([value]);
        long size = 0;
        while (open.TryPop(out object? next))
        {
            if (seen.Add(next))
                size += SizeOf(next, open);
        }

        return size;
    }

    // Adds what an object refers to.
    private static long SizeOf(object value, Stack<object> open)
    {
        if (value is string text)
            return StringHead + (sizeof(char) * (long)text.Length);
        if (value is Array array)
            return ArrayHead + ElementsOf(array, open);

        (long size, FieldInfo[] references) = LayoutOf(value.GetType());
        Open(value, references, open);
        return ObjectHead + size;
    }

    private static long ElementsOf(Array array, Stack<object> open)
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
            foreach (object element in array)
                Open(element, references, open);
        }

        return size * array.Length;
    }

    private static void Open(object owner, FieldInfo[] references, Stack<object> open)
    {
        foreach (FieldInfo field in references)
        {
            object? held = field.GetValue(owner);
            if (held is not null && field.FieldType.IsValueType)
                Open(held, LayoutOf(field.FieldType).References, open);
            else
                Push(held, open);
        }
    }

    // An object that others hold too, such as a type or a comparer, counts as a reference.
    private static void Push(object? held, Stack<object> open)
    {
        if (held is not null && (held is string or Array || LayoutOf(held.GetType()) is { Size: > 0 }))
            open.Push(held);
    }

    private static (long Size, FieldInfo[] References) LayoutOf(Type type) =>
        _layouts.TryGetValue(type, out var layout) ? layout : _layouts.GetOrAdd(type, Find);

    private static (long Size, FieldInfo[] References) Find(Type type)
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

    // The parts of a collection are of hidden types of the framework.
    private static bool IsCounted(Type type) =>
        !type.IsAssignableTo(typeof(MemberInfo)) && !_common.Contains(type)
        && (TypeCopiers.Of(type) is not RefusingCopier || IsOfCollection(type));

    private static bool IsOfCollection(Type type) =>
        FrameworkTypes.Contains(type) && type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true;

    private static long SizeOfPrimitive(Type type) => Type.GetTypeCode(type.IsEnum ? Enum.GetUnderlyingType(type) : type) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
        _ => 8,
    };
}

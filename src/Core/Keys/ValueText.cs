using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace CacheKit;

// The text of an argument, which is different for different values of the parameter's type:
//
//   null, true, false
//   42, 2.5, 2026-11-29T...      numbers and other formattable framework types, invariant and round-trip
//   "text"                       strings, characters, the CacheKey of an ICacheKey, the result of a [CacheKeyText] method
//   Name, Name|Other             enums
//   [a,b]                        lists
//   {a,b}                        sets, sorted by text
//   {a:1,b:2}, {:}               dictionaries, sorted by text, and an empty one
//   (a,b)                        tuples
//   default                      an ImmutableArray without an array
//   OrdinalIgnoreCase{a,b}       a set or dictionary whose comparer is not the default
//   (Type)value                  a value whose type is not the declared type; collections are written without their type
//
// Text that may contain separators is quoted, with a backslash before a quote or a backslash, and \uXXXX for control characters.
internal static class ValueText
{
    // A collection that contains itself would recurse without end.
    private const int MaxDepth = 64;

    private static readonly object _noArray = default(ImmutableArray<int>);

    public static StringBuilder Append(StringBuilder text, string name, object? value, Type declared) =>
        Write(text, value, declared, depth: 0) is not { } fault
        ? text
        : throw new ArgumentException(
            $"The argument '{name}' {fault}. Pass an identifier (a number, a string, an enum, a date, a Guid, or a collection of them), " +
            "implement ICacheKey, write a [CacheKeyText] method for the type, or mark the parameter [CacheIgnore].",
            name);

    // Returns the reason if the value has no unique text, as the rest of a sentence; otherwise null.
    private static string? Write(StringBuilder text, object? value, Type declared, int depth)
    {
        if (value is null)
            text.Append("null");
        else if (depth > MaxDepth)
            return "contains itself, or is nested too deeply for a key";
        else if (RegisteredTexts.Of(value.GetType()) is { } registered)
            return WriteOwn(text, value, declared, registered(value), depth);
        else if (value is ICacheKey own)
            return WriteOwn(text, value, declared, own.CacheKey, depth);
        else if (CollectionShapes.Of(value, declared) is not CollectionShape.None and var shape)
            return WriteCollection(text, value, declared, shape, depth);
        else if (!TryWriteSimple(text, value, declared))
            return value is ITuple tuple ? WriteTuple(text, tuple, declared, depth) : NoTextReason(value, depth);
        else if (value is FormattableString formattable)
            return WriteList(text, formattable.GetArguments(), typeof(object), depth);
        return null;
    }

    private static string NoTextReason(object value, int depth) =>
        $"{VerbAt(depth)} a {value.GetType()}, which has no stable text form to build a key from";

    private static string VerbAt(int depth) => depth == 0 ? "is" : "contains";

    private static string? WriteOwn(StringBuilder text, object value, Type declared, string? own, int depth)
    {
        if (own is null)
            return $"{VerbAt(depth)} a {value.GetType()}, whose key text is null";

        AppendType(text, value, declared);
        AppendQuoted(text, own);
        return null;
    }

    private static bool TryWriteSimple(StringBuilder text, object value, Type declared)
    {
        if (value is not (string or char or bool or Enum or System.Type or Uri or FormattableString) && !IsFormattable(value))
            return false;

        AppendType(text, value, declared);
        switch (value)
        {
            case string s: AppendQuoted(text, s); break;
            case char c: AppendQuoted(text, [c]); break;
            case Rune r: AppendQuoted(text, r.ToString()); break;
            case bool b: text.Append(b ? "true" : "false"); break;
            case Enum e: text.Append(EnumText.Of(e).Replace(", ", "|", StringComparison.Ordinal)); break;
            case Type t: TypeName.Append(text, t); break;
            case Uri u: AppendQuoted(text, TextOf(u)); break;
            case FormattableString f: AppendQuoted(text, f.Format); break;
            default: AppendFormattable(text, (IFormattable)value); break;
        }

        return true;
    }

    // The default format of other types may be the same for different values.
    private static bool IsFormattable(object value) =>
        value is IFormattable
        && (value.GetType().Assembly == typeof(int).Assembly || value is BigInteger or Complex or IPAddress or IPNetwork);

    // "/path" can be an absolute file URI or a relative URI, which must have different texts.
    private static string TextOf(Uri uri)
    {
        ReadOnlySpan<char> original = uri.OriginalString.AsSpan().TrimStart();
        bool isPath = uri.IsAbsoluteUri && !original.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase);
        return isPath ? uri.AbsoluteUri : uri.OriginalString;
    }

    private static void AppendType(StringBuilder text, object value, Type declared)
    {
        // Some addresses, such as IPAddress.Any, are instances of a private derived class.
        Type type = value is IPAddress ? typeof(IPAddress) : value.GetType();
        if (type != (Nullable.GetUnderlyingType(declared) ?? declared))
            TypeName.Append(text.Append('('), type).Append(')');
    }

    private static void AppendFormattable(StringBuilder text, IFormattable value)
    {
        string? format = value switch
        {
            double or float or Half => "R",
            DateTime or DateTimeOffset or DateOnly or TimeOnly => "O",
            _ => null,
        };

        string formatted = value.ToString(format, CultureInfo.InvariantCulture);
        if (value.GetType().Assembly == typeof(int).Assembly)
            text.Append(formatted);
        else
            AppendQuoted(text, formatted);
    }

    // The declared type of the items of a collection.
    private static Type ItemTypeOf(Type declared) =>
        declared.GetElementType() ?? (declared.GenericTypeArguments is [var only] ? only : typeof(object));

    private static string? WriteCollection(StringBuilder text, object value, Type declared, CollectionShape shape, int depth)
    {
        if (value.GetType().IsValueType && value.Equals(_noArray))
        {
            text.Append("default");
            return null;
        }

        if (ComparerText.Of(value) is not { } comparer)
            return $"{VerbAt(depth)} a {value.GetType()} with a comparer that has no text: implement ICacheKey on the comparer";

        text.Append(comparer);
        return shape switch
        {
            CollectionShape.List => WriteList(text, (IEnumerable)value, ItemTypeOf(declared), depth),
            CollectionShape.Set => WriteSet(text, (IEnumerable)value, ItemTypeOf(declared), depth),
            _ => value is IDictionary dictionary
                ? WriteDictionary(text, dictionary, declared, shape == CollectionShape.Dictionary, depth)
                : NoTextReason(value, depth),
        };
    }

    private static string? WriteList(StringBuilder text, IEnumerable list, Type item, int depth)
    {
        text.Append('[');
        bool isFirst = true;
        foreach (object? each in list)
        {
            if (!isFirst)
                text.Append(',');
            if (Write(text, each, item, depth + 1) is { } fault)
                return fault;
            isFirst = false;
        }

        text.Append(']');
        return null;
    }

    private static string? WriteSet(StringBuilder text, IEnumerable set, Type item, int depth)
    {
        var items = new List<string>();
        foreach (object? each in set)
        {
            var one = new StringBuilder();
            if (Write(one, each, item, depth + 1) is { } fault)
                return fault;
            items.Add(one.ToString());
        }

        items.Sort(StringComparer.Ordinal);
        text.Append('{').AppendJoin(',', items).Append('}');
        return null;
    }

    private static string? WriteDictionary(StringBuilder text, IDictionary dictionary, Type declared, bool isSorted, int depth)
    {
        (Type key, Type item) = declared.GenericTypeArguments is [var first, var second]
            ? (first, second)
            : (typeof(object), typeof(object));
        var items = new List<string>();
        foreach (DictionaryEntry each in dictionary)
        {
            var one = new StringBuilder();
            if ((Write(one, each.Key, key, depth + 1) ?? Write(one.Append(':'), each.Value, item, depth + 1)) is { } fault)
                return fault;
            items.Add(one.ToString());
        }

        if (isSorted)
            items.Sort(StringComparer.Ordinal);
        text.Append(items.Count == 0 ? "{:" : "{").AppendJoin(',', items).Append('}');
        return null;
    }

    private static string? WriteTuple(StringBuilder text, ITuple tuple, Type declared, int depth)
    {
        // The eighth and later items of a long tuple are in a nested tuple. They are written with their types.
        Type[] types = tuple.GetType().GenericTypeArguments;
        AppendType(text, tuple, declared);
        text.Append('(');
        for (int i = 0; i < tuple.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            if (Write(text, tuple[i], i < 7 && i < types.Length ? types[i] : typeof(object), depth + 1) is { } fault)
                return fault;
        }

        text.Append(')');
        return null;
    }

    private static void AppendQuoted(StringBuilder text, ReadOnlySpan<char> value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (char.IsControl(c))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                text.Append(c);
        }

        text.Append('"');
    }
}

using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace CacheKit;

// The text of an argument, different for different values of a parameter's type:
//
//   null, true, false; numbers and other formattable values of the framework as the invariant culture writes them, round trip;
//   strings and characters in double quotes, and so what an ICacheKey says of itself and what a [CacheKeyText] method writes; enums by
//   name; lists in "[" "]"; sets in "{" "}"; dictionaries in "{" "}" with ":" after each key, and "{:}" for an empty one; tuples in "(" ")";
//   default for an ImmutableArray without an array.
//   Sets and dictionaries are in the order of the texts of their items, with the comparer before the brace where it is not the default.
//   A value whose type is not the declared one has its type before it in "(" ")", but for collections: what is in them counts, not
//   what holds them.
//
// What could hold a separator is quoted, with a backslash before a quote or a backslash and \uXXXX for control characters.
internal static class ValueText
{
    // The text of a value that holds itself would never end.
    private const int DeepestNesting = 64;

    private static readonly object _noArray = default(ImmutableArray<int>);

    public static StringBuilder Append(StringBuilder text, string name, object? value, Type declared) =>
        Write(text, value, declared, depth: 0) is not { } fault
        ? text
        : throw new ArgumentException(
            $"The argument '{name}' {fault}. Pass what identifies it (a number, a string, an enum, a date, a Guid, or a collection of them), " +
            "implement ICacheKey, write a [CacheKeyText] method for the type, or mark the parameter [CacheIgnore].",
            name);

    // Why the text of a value would not tell it from another, as the rest of a sentence; null: it would.
    private static string? Write(StringBuilder text, object? value, Type declared, int depth)
    {
        if (value is null)
            text.Append("null");
        else if (depth > DeepestNesting)
            return "holds itself, or holds too much in one another for a key";
        else if (RegisteredTexts.Of(value.GetType()) is { } taught)
            return WriteOwn(text, value, declared, taught(value), depth);
        else if (value is ICacheKey own)
            return WriteOwn(text, value, declared, own.CacheKey, depth);
        else if (CollectionShapes.Of(value, declared) is not CollectionShape.None and var shape)
            return WriteCollection(text, value, declared, shape, depth);
        else if (!TryWriteSimple(text, value, declared))
            return value is ITuple tuple ? WriteTuple(text, tuple, declared, depth) : Unwritable(value, depth);
        else if (value is FormattableString formattable)
            return WriteList(text, formattable.GetArguments(), typeof(object), depth);
        return null;
    }

    private static string Unwritable(object value, int depth) =>
        $"{(depth == 0 ? "is" : "holds")} a {value.GetType()}, which has no stable text form to build a key from";

    private static string? WriteOwn(StringBuilder text, object value, Type declared, string? own, int depth)
    {
        if (own is null)
            return $"{(depth == 0 ? "is" : "holds")} a {value.GetType()}, whose text for keys is null";

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
            case Enum e: text.Append(e.ToString("G").Replace(", ", "|", StringComparison.Ordinal)); break;
            case Type t: TypeName.Append(text, t); break;
            case Uri u: AppendQuoted(text, TextOf(u)); break;
            case FormattableString f: AppendQuoted(text, f.Format); break;
            default: AppendFormattable(text, (IFormattable)value); break;
        }

        return true;
    }

    // The default format of any other type may lose what tells its values apart.
    private static bool IsFormattable(object value) =>
        value is IFormattable && (value.GetType().Assembly == typeof(int).Assembly || value is BigInteger or Complex or IPAddress or IPNetwork);

    // A path that is an absolute URI is not the same text as a relative one.
    private static string TextOf(Uri uri) =>
        uri.IsAbsoluteUri && !uri.OriginalString.AsSpan().TrimStart().StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase) ? uri.AbsoluteUri : uri.OriginalString;

    private static void AppendType(StringBuilder text, object value, Type declared)
    {
        // Some addresses of the framework have a class of their own.
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

    // The types that a parameter's collection may hold, as far as its own type says.
    private static Type ItemOf(Type declared) =>
        declared.GetElementType() ?? (declared.GenericTypeArguments is [var only] ? only : typeof(object));

    private static string? WriteCollection(StringBuilder text, object value, Type declared, CollectionShape shape, int depth)
    {
        if (value.GetType().IsValueType && value.Equals(_noArray))
        {
            text.Append("default");
            return null;
        }

        if (ComparerText.Of(value) is not { } comparer)
            return $"{(depth == 0 ? "is" : "holds")} a {value.GetType()} with a comparer that has no text: implement ICacheKey on the comparer";

        text.Append(comparer);
        return shape switch
        {
            CollectionShape.List => WriteList(text, (IEnumerable)value, ItemOf(declared), depth),
            CollectionShape.Set => WriteSet(text, (IEnumerable)value, ItemOf(declared), depth),
            _ => value is IDictionary dictionary
                ? WriteDictionary(text, dictionary, declared, shape == CollectionShape.Dictionary, depth)
                : Unwritable(value, depth),
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
        (Type key, Type item) = declared.GenericTypeArguments is [var first, var second] ? (first, second) : (typeof(object), typeof(object));
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
        // The eighth and later items of a long tuple are inside a nested one: their declared types are not worth finding.
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

using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace CacheKit;

// The text of an argument, different for different values of a parameter's type:
//
//   null, true, false; numbers and other formattable values as the invariant culture writes them, round trip; strings and
//   characters in double quotes, and so what an ICacheKey says of itself; enums by name; lists in "[" "]"; tuples in "(" ")".
//   A value whose type is not the declared one has its type before it in "(" ")", but for lists: what is in them counts, not
//   what holds them.
//
// What could hold a separator is quoted, with a backslash before a quote or a backslash and \uXXXX for control characters.
internal static class ValueText
{
    public static StringBuilder Append(StringBuilder text, string name, object? value, Type declared) => TryAppend(text, value, declared)
        ? text
        : throw new ArgumentException(
            $"The argument '{name}' is a {value!.GetType()}, which has no stable text form to build a key from. Pass what identifies it " +
            "(a number, a string, an enum, a date, a Guid, or a list of them), implement ICacheKey, or mark the parameter [CacheIgnore].",
            name);

    // False for a value whose text would not tell it from another.
    public static bool TryAppend(StringBuilder text, object? value, Type declared)
    {
        if (value is ICacheKey own)
        {
            AppendType(text, value, declared);
            AppendQuoted(text, own.CacheKey);
            return true;
        }

        if (value is IList list)
            return value is not Array { Rank: > 1 } && TryAppendList(text, list, ItemOf(declared));

        AppendType(text, value, declared);
        switch (value)
        {
            case null: text.Append("null"); return true;
            case string s: AppendQuoted(text, s); return true;
            case char c: AppendQuoted(text, [c]); return true;
            case Rune r: AppendQuoted(text, r.ToString()); return true;
            case bool b: text.Append(b ? "true" : "false"); return true;
            case Enum e: text.Append(e.ToString("G").Replace(", ", "|", StringComparison.Ordinal)); return true;
            case Type t: TypeName.Append(text, t); return true;
            case Uri u: AppendQuoted(text, u.OriginalString); return true;
            case Version v: text.Append(v); return true;
            case FormattableString f: AppendQuoted(text, f.Format); return TryAppendList(text, f.GetArguments(), typeof(object));
            case ITuple tuple: return TryAppendTuple(text, tuple);
            case IFormattable f: AppendFormattable(text, f); return true;
            default: return false;
        }
    }

    private static void AppendType(StringBuilder text, object? value, Type declared)
    {
        if (value is not null && value.GetType() != (Nullable.GetUnderlyingType(declared) ?? declared))
            TypeName.Append(text.Append('('), value.GetType()).Append(')');
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

    // What a parameter's list may hold, as far as its type says so.
    private static Type ItemOf(Type declared) =>
        declared.GetElementType() ?? (declared.GenericTypeArguments is [var only] ? only : typeof(object));

    private static bool TryAppendList(StringBuilder text, IList list, Type item)
    {
        text.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            if (!TryAppend(text, list[i], item))
                return false;
        }

        text.Append(']');
        return true;
    }

    private static bool TryAppendTuple(StringBuilder text, ITuple tuple)
    {
        // The eighth and later items of a long tuple are inside a nested one: their declared types are not worth finding.
        Type[] types = tuple.GetType().GenericTypeArguments;
        text.Append('(');
        for (int i = 0; i < tuple.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            if (!TryAppend(text, tuple[i], i < 7 && i < types.Length ? types[i] : typeof(object)))
                return false;
        }

        text.Append(')');
        return true;
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

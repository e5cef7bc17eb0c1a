using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace CacheKit.Weaving;

/// <summary>Writes a key in the form of <see cref="DefaultKeyBuilder"/>, without boxing arguments of common types.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct KeyText
{
    private static readonly ConditionalWeakTable<Type, string> _typeNames = [];
    private static readonly SearchValues<char> _escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => c is '"' or '\\' || char.IsControl(c))]);

    private Span<char> _free;
    private Span<char> _all;
    private char[]? _rented;

    internal KeyText(Span<char> buffer) => _free = _all = buffer;

    internal readonly ReadOnlySpan<char> Written => _all[..^_free.Length];

    // The key, shortened in place if it is too long. Nothing may be written afterwards.
    internal readonly ReadOnlySpan<char> ToKey() => LongKey.Shorten(_all[..^_free.Length]);

    /// <summary>Writes text unchanged.</summary>
    public void Literal(string text)
    {
        while (!text.TryCopyTo(_free))
            Grow();
        _free = _free[text.Length..];
    }

    /// <summary>Writes the name of a type.</summary>
    public void Type(Type type) => Literal(_typeNames.GetValue(type, static type => TypeName.Append(new StringBuilder(), type).ToString()));

    /// <summary>Writes the identity of the object that a method is called on.</summary>
    public void Receiver(CallReceiver receiver, Type declared, bool isFollowed)
    {
        if (receiver.Fault is { } fault)
            throw new ArgumentException($"The object of the type {receiver.Type} that the method is called on {fault}");
        if (receiver.Type == declared && receiver.Key is null)
            return;

        Literal("this=");
        if (receiver.Type != declared)
            Type(receiver.Type);
        if (receiver.Key is { } key)
            Value(key, "this");
        if (isFollowed)
            Literal(",");
    }

    /// <summary>Writes a member of an enum by its name.</summary>
    public void Enum<T>(T value)
        where T : struct, Enum
    {
        int length;
        while (!System.Enum.TryFormat(value, _free, out length))
            Grow();
        if (!EnumText.IsName(_free[..length]))
        {
            Literal(EnumText.NumberOf(value));
            return;
        }

        // Several flags are formatted with ", " between them.
        if (_free[..length].Contains(' '))
            Literal(_free[..length].ToString().Replace(", ", "|", StringComparison.Ordinal));
        else
            _free = _free[length..];
    }

    /// <summary>Writes a nullable argument.</summary>
    /// <exception cref="ArgumentException">The argument has no stable text form.</exception>
    public void Value<T>(T? value, string name)
        where T : struct
    {
        if (value is { } present)
            Value(present, name);
        else
            Literal("null");
    }

    /// <summary>Writes an argument.</summary>
    /// <exception cref="ArgumentException">The argument has no stable text form.</exception>
    public void Value<T>(T value, string name)
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(short) || typeof(T) == typeof(byte) ||
            typeof(T) == typeof(uint) || typeof(T) == typeof(ulong) || typeof(T) == typeof(ushort) || typeof(T) == typeof(sbyte) ||
            typeof(T) == typeof(Guid) || typeof(T) == typeof(decimal) || typeof(T) == typeof(TimeSpan))
            Formatted(value, format: null);
        else if (typeof(T) == typeof(double) || typeof(T) == typeof(float))
            Formatted(value, "R");
        else if (typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateTimeOffset) ||
            typeof(T) == typeof(DateOnly) || typeof(T) == typeof(TimeOnly))
            Formatted(value, "O");
        else if (typeof(T) == typeof(bool))
            Literal((bool)(object)value! ? "true" : "false");
        else if (typeof(T) == typeof(string) && value is not null && NeedsNoEscape((string)(object)value))
            Quoted((string)(object)value);
        else
            Append(ValueText.Append(new StringBuilder(), name, value, typeof(T)));
    }

    /// <summary>Throws for a record of a derived type, because the key contains only the members of the declared type.</summary>
    public static void Require(object value, Type declared, string name)
    {
        if (value.GetType() != declared)
        {
            throw new ArgumentException(
                $"The argument '{name}' is a {value.GetType()}, but its key would contain only the members of {declared}. " +
                $"Pass a {declared}, seal it, implement ICacheKey, or mark the parameter [CacheIgnore].",
                name);
        }
    }

    /// <summary>
    /// Throws for a record with state that is not in the key. A reference assembly does not contain private fields, so the generator cannot
    /// check.
    /// </summary>
    /// <param name="record">The type of the record.</param>
    /// <param name="parts">The names of the members that are written, separated by commas.</param>
    /// <param name="name">The name of the argument.</param>
    public static void RequireParts([DynamicallyAccessedMembers(RecordState.Members)] Type record, string parts, string name)
    {
        if (RecordState.HiddenIn(record, parts) is { } hidden)
        {
            throw new ArgumentException(
                $"The argument '{name}' is a {record}, whose field '{hidden}' has no public property. Implement ICacheKey, write a " +
                "[CacheKeyText] method for the type, or mark the parameter [CacheIgnore].",
                name);
        }
    }

    /// <summary>Registers a method with <see cref="CacheKeyTextAttribute"/>.</summary>
    public static void Register<T>(Func<T, string> text)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(text);
        RegisteredTexts.Add(typeof(T), value => text((T)value));
    }

    internal void Dispose()
    {
        if (_rented is not null)
            ArrayPool<char>.Shared.Return(_rented);
    }

    // Whether the string contains no character that ValueText would escape.
    private static bool NeedsNoEscape(string value) => !value.AsSpan().ContainsAny(_escaped);

    private void Quoted(string value)
    {
        Literal("\"");
        Literal(value);
        Literal("\"");
    }

    private void Formatted<T>(T value, string? format)
    {
        int length;
        while (!((ISpanFormattable)value!).TryFormat(_free, out length, format, CultureInfo.InvariantCulture))
            Grow();
        _free = _free[length..];
    }

    private void Append(StringBuilder text)
    {
        foreach (ReadOnlyMemory<char> chunk in text.GetChunks())
        {
            while (!chunk.Span.TryCopyTo(_free))
                Grow();
            _free = _free[chunk.Length..];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        ReadOnlySpan<char> written = Written;
        char[] larger = ArrayPool<char>.Shared.Rent(2 * _all.Length);
        written.CopyTo(larger);
        if (_rented is not null)
            ArrayPool<char>.Shared.Return(_rented);
        _rented = larger;
        _free = larger.AsSpan(written.Length);
        _all = larger;
    }
}

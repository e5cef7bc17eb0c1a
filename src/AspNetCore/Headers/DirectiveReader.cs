using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Reads the directives of Cache-Control or Pragma one by one, from all lines of the header (RFC 9111, sections 5.2 and 5.4).
//
//   directive = token [ "=" ( token / quoted-string ) ]
//
// After a malformed directive, reading continues at the next comma: an unclosed quote must not hide a no-store.
internal ref struct DirectiveReader(StringValues lines)
{
    private const string Blank = " \t";

    private static readonly SearchValues<char> _token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private readonly StringValues _lines = lines;
    private int _next;
    private ReadOnlySpan<char> _rest;
    private ReadOnlySpan<char> _name;
    private ReadOnlySpan<char> _value;

    // Whether the directive is well-formed.
    public bool IsReadable { get; private set; }

    public bool HasValue { get; private set; }

    // The value as a number of seconds; null if it is not a number.
    public readonly TimeSpan? Seconds => DeltaSeconds.Of(_value);

    public bool Read()
    {
        while ((_rest = _rest.TrimStart(" \t,")).IsEmpty)
        {
            if (_next == _lines.Count)
                return false;
            _rest = _lines[_next++];
        }

        _value = default;
        HasValue = false;
        _name = TakeToken();
        IsReadable = !_name.IsEmpty && TakeValue() && IsAtEnd();
        if (!IsReadable)
            _rest = _rest.IndexOf(',') is >= 0 and int comma ? _rest[comma..] : default;
        return true;
    }

    public readonly bool Is(string name) => IsReadable && _name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private bool TakeValue()
    {
        _rest = _rest.TrimStart(Blank);
        if (_rest is not ['=', ..])
            return true;

        HasValue = true;
        _rest = _rest[1..].TrimStart(Blank);
        if (_rest is ['"', ..])
            return TakeQuoted();

        _value = TakeToken();
        return !_value.IsEmpty;
    }

    private ReadOnlySpan<char> TakeToken()
    {
        int length = _rest.IndexOfAnyExcept(_token);
        ReadOnlySpan<char> token = length < 0 ? _rest : _rest[..length];
        _rest = _rest[token.Length..];
        return token;
    }

    private bool TakeQuoted()
    {
        bool isEscaped = false;
        for (int i = 1; i < _rest.Length; i++)
        {
            if (_rest[i] == '"')
            {
                _value = isEscaped ? Unescape(_rest[1..i]) : _rest[1..i];
                _rest = _rest[(i + 1)..];
                return true;
            }

            if (_rest[i] == '\\')
            {
                isEscaped = true;
                i++;
            }
        }

        return false;
    }

    private static string Unescape(ReadOnlySpan<char> quoted)
    {
        var text = new char[quoted.Length];
        int length = 0;
        for (int i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length)
                i++;
            text[length++] = quoted[i];
        }

        return new string(text, 0, length);
    }

    private bool IsAtEnd()
    {
        _rest = _rest.TrimStart(Blank);
        return _rest is [] or [',', ..];
    }
}

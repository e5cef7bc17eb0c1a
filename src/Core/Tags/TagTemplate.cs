using System.Text;

namespace CacheKit;

// A tag with placeholders that are replaced at each call:
//
//   template = { text | "{{" | "}}" | "{" name "}" }
//
// "{{" and "}}" are literal braces, and a name is replaced by the value of an argument or a route value. White space around a name is
// ignored. The source generator has the same grammar for the tags of functions, where a name may be followed by members: "{message.Slug}".
internal sealed class TagTemplate
{
    private readonly string _template;
    private readonly List<(bool IsName, string Text)> _parts;

    private TagTemplate(string template, List<(bool IsName, string Text)> parts)
    {
        _template = template;
        _parts = parts;
    }

    public IEnumerable<string> Names => _parts.Where(part => part.IsName).Select(part => part.Text);

    // The message of a FormatException is a full sentence.
    public static TagTemplate Parse(string? template)
    {
        if (string.IsNullOrEmpty(template))
            throw new FormatException("A tag must not be empty.");

        var parts = new List<(bool IsName, string Text)>();
        var text = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            bool isBrace = template[i] is '{' or '}';
            if (!isBrace || (i + 1 < template.Length && template[i + 1] == template[i]))
            {
                text.Append(template[i]);
                i += isBrace ? 1 : 0;
                continue;
            }

            int end = template[i] == '{' ? template.IndexOf('}', i) : -1;
            if (end < 0)
                throw new FormatException($"The brace {template[i]} at position {i + 1} is unmatched. Double it for a literal brace.");

            parts.Add((false, text.ToString()));
            text.Clear();
            parts.Add((true, NameIn(template[(i + 1)..end])));
            i = end;
        }

        parts.Add((false, text.ToString()));
        return new TagTemplate(template, parts);
    }

    // A name without a value is replaced by an empty string.
    public string Format<TState>(TState state, Func<TState, string, string?> valueOf) =>
        string.Concat(_parts.Select(part => part.IsName ? valueOf(state, part.Text) : part.Text));

    public override string ToString() => _template;

    private static string NameIn(string placeholder)
    {
        string name = placeholder.Trim();
        if (name.Length == 0 || name.Contains('{', StringComparison.Ordinal))
            throw new FormatException($"{{{placeholder}}} is not a valid name.");

        return name;
    }
}

using System.Text;

namespace CacheKit;

// A tag whose text is known only at a call:
//
//   template = { text | "{{" | "}}" | "{" name "}" }
//
// "{{" and "}}" stand for one brace each, a name for the value that a call has of it. Names may be spaced out. Of a function's tags, which the
// generator reads in the same grammar, a name may lead to a member: "{message.Slug}".
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

    // A FormatException says in a sentence what is wrong.
    public static TagTemplate Parse(string? template)
    {
        if (string.IsNullOrEmpty(template))
            throw new FormatException("A tag needs a text.");

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
                throw new FormatException($"The {template[i]} at position {i + 1} has no counterpart. Double it to mean the brace itself.");

            parts.Add((false, text.ToString()));
            text.Clear();
            parts.Add((true, NameIn(template[(i + 1)..end])));
            i = end;
        }

        parts.Add((false, text.ToString()));
        return new TagTemplate(template, parts);
    }

    // What has no value adds nothing.
    public string Format<TState>(TState state, Func<TState, string, string?> valueOf) =>
        string.Concat(_parts.Select(part => part.IsName ? valueOf(state, part.Text) : part.Text));

    public override string ToString() => _template;

    private static string NameIn(string placeholder)
    {
        string name = placeholder.Trim();
        if (name.Length == 0 || name.Contains('{', StringComparison.Ordinal))
            throw new FormatException($"{{{placeholder}}} is no name.");

        return name;
    }
}

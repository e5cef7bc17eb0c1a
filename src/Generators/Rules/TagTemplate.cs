using System.Text;

namespace CacheKit.Generators;

// A tag with arguments, in the grammar of Core's TagTemplate: "user:{id}", "article:{message.Slug}". "{{" and "}}" stand for braces.
internal sealed class TagTemplate
{
    private readonly List<TagPart> _parts = [];

    private TagTemplate()
    {
    }

    public IReadOnlyList<TagPart> Parts => _parts;

    public IEnumerable<string> Names => _parts.Where(part => part.IsName).Select(part => part.Text);

    // The fault, as the rest of a sentence that begins with the template, or null.
    public string? Error { get; private set; }

    public static TagTemplate Parse(string text)
    {
        var template = new TagTemplate();
        if (text.Length == 0)
            return template.Fail("is empty");

        var literal = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isDoubled = i + 1 < text.Length && text[i + 1] == c;
            if (c is not ('{' or '}') || isDoubled)
            {
                literal.Append(c);
                if (c is '{' or '}')
                    i++;
                continue;
            }

            int end = text.IndexOf('}', i);
            if (c == '}' || end < 0)
                return template.Fail(c == '}'
                    ? "has an unmatched }: write }} for the character"
                    : "has an unmatched {: write {{ for the character");

            string name = text.Substring(i + 1, end - i - 1).Trim();
            if (name.Length == 0 || name.Contains('{'))
            {
                return template.Fail(name.Length == 0
                    ? "names no parameter between its braces"
                    : $"has '{name}' in braces, which is not a valid parameter name");
            }

            template.AddLiteral(literal);
            template._parts.Add(new TagPart(name, IsName: true));
            i = end;
        }

        template.AddLiteral(literal);
        return template;
    }

    private TagTemplate Fail(string error)
    {
        Error = error;
        return this;
    }

    private void AddLiteral(StringBuilder literal)
    {
        if (literal.Length > 0)
            _parts.Add(new TagPart(literal.ToString(), IsName: false));
        literal.Clear();
    }
}

using System.Text;
using System.Text.Json;

namespace CacheKit;

// JSON with a line for each value, and a class for each kind of value: k for names, s, n and w for strings, numbers and words.
internal static class JsonMarkup
{
    // Text that is not JSON, also because its end is cut off, is returned as it is.
    public static Html Of(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Value(document.RootElement, depth: 0);
        }
        catch (JsonException)
        {
            return Html.Of($"{text}");
        }
    }

    private static Html Value(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.Object => Block('{', '}', element.EnumerateObject().Select(item => Member(item, depth + 1)), depth),
        JsonValueKind.Array => Block('[', ']', element.EnumerateArray().Select(item => Value(item, depth + 1)), depth),
        JsonValueKind.String => Html.Of($"""<span class="s">{Quoted(element.GetString()!)}</span>"""),
        JsonValueKind.Number => Html.Of($"""<span class="n">{element.GetRawText()}</span>"""),
        _ => Html.Of($"""<span class="w">{element.GetRawText()}</span>"""),
    };

    private static Html Member(JsonProperty member, int depth) =>
        Html.Of($"""<span class="k">{Quoted(member.Name)}</span>: {Value(member.Value, depth)}""");

    private static Html Block(char open, char close, IEnumerable<Html> items, int depth)
    {
        string indent = new(' ', 2 * depth);
        Html[] all = [.. items];
        return all.Length == 0
            ? Html.Of($"{open}{close}")
            : Html.Of($"{open}\n{Html.Each(Enumerable.Range(0, all.Length), i => Line(all[i], i < all.Length - 1))}{indent}{close}");

        Html Line(Html item, bool isFollowed) => Html.Of($"{indent}  {item}{(isFollowed ? "," : "")}\n");
    }

    // As in the value, with only what JSON must escape: a reader wants to see the letters.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (char character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)character:x4}",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}

using System.Text;

namespace CacheKit.Generators;

// Writes indented lines of code.
internal sealed class CodeWriter
{
    private const int Step = 4;

    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.StartsWith("}", StringComparison.Ordinal))
            _depth--;
        if (line.Length > 0)
            _text.Append(' ', Step * _depth).Append(line);
        _text.Append('\n');
        if (line == "{")
            _depth++;
    }

    public void Indented(string line) => Line(new string(' ', Step) + line);

    public void Lines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
            Line(line);
    }

    public override string ToString() => _text.ToString();
}

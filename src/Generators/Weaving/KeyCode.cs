using System.Text;

namespace CacheKit.Generators;

// Collects the statements that write a key, and merges adjacent literals.
internal sealed class KeyCode
{
    private readonly List<string> _statements = [];
    private readonly StringBuilder _literal = new();
    private int _variables;

    public void Literal(string text) => _literal.Append(text);

    public void Statement(string statement)
    {
        Flush();
        _statements.Add(statement);
    }

    public string NewVariable() => $"value{++_variables}";

    public IEnumerable<string> ToStatements()
    {
        Flush();
        return _statements;
    }

    private void Flush()
    {
        if (_literal.Length > 0)
            _statements.Add($"text.Literal({Code.Text(_literal.ToString())});");
        _literal.Clear();
    }
}

using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Weaving;

/// <summary>A call of a function of a number and a text, as generated code would write it.</summary>
internal struct NumberCall(Numbers numbers, int number, string text = "text") : ICachedCall<NumberCall, string>
{
    private Numbers? _numbers = numbers;

    public readonly bool IsSameAs(in NumberCall other) => number == other.Number && text == other.Text;

    public readonly int HashArguments() => HashCode.Combine(number % Numbers.Hashes);

    public readonly NumberCall KeepArguments() => this with { _numbers = null };

    public readonly void WriteKey(ref KeyText text)
    {
        _numbers!.NoteKey();
        text.Literal("numbers(");
        text.Value(Number, "number");
        text.Literal(",");
        text.Value(Text, "text");
        text.Literal(")");
    }

    public readonly CacheArgument[] ListArguments() => [new("number", Number), new("text", Text)];

    public readonly string[] ListTags() => [$"number:{Number}"];

    public readonly ValueTask<string> RunAsync(CancellationToken cancellationToken) => new(_numbers!.Compute(Number));

    private readonly int Number => number;

    private readonly string Text => text;
}

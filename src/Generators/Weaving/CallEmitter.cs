namespace CacheKit.Generators;

// Emits the struct that represents one call of a cached function.
internal static class CallEmitter
{
    private const string Weaving = "global::CacheKit.Weaving";

    public static void Emit(CodeWriter code, FunctionModel function)
    {
        MethodModel method = function.Method;
        ParameterModel[] parameters = [.. method.Parameters.Where(parameter => parameter.Role != ParameterRole.Token)];
        string declarations = string.Join(", ", Declarations(method, parameters));
        code.Line($"public struct {method.CallName}({declarations}) : {Weaving}.ICachedCall<{method.CallName}, {method.ValueType}>");
        code.Line("{");
        EmitFields(code, method, parameters);
        EmitIdentity(code, function, parameters);
        EmitKey(code, function, parameters);
        if (function.Elements is null)
        {
            EmitDetach(code, method, method.CallName, parameters);
            EmitRun(code, method);
        }
        else
        {
            // The call of an element has a key, and is computed with others.
            code.Line($"{RunOf(method)} => throw new global::System.NotSupportedException();");
        }

        code.Line("}");
    }

    // The parameters of a struct that holds a call.
    public static IEnumerable<string> Declarations(MethodModel method, ParameterModel[] parameters) =>
        method.Receivers.Select(receiver => $"{receiver.Type} {Code.Escape(receiver.Name)}")
            .Concat(parameters.Select(parameter => $"{parameter.Type} {parameter.Escaped}"));

    // Fields that KeepArguments clears are not read-only.
    private static void EmitFields(CodeWriter code, MethodModel method, ParameterModel[] parameters)
    {
        if (method.Receiver is { } receiver)
        {
            code.Line($"private {(receiver.Role == ReceiverRole.Value ? "readonly " : "")}{receiver.Type} {receiver.Field} = {Code.Escape(receiver.Name)};");
            if (receiver.Role == ReceiverRole.Class)
                code.Line($"private readonly {Weaving}.CallReceiver {receiver.Identity} = {Weaving}.CallReceiver.Of({Code.Escape(receiver.Name)});");
        }

        foreach (ParameterModel parameter in parameters)
            code.Line($"private {(parameter.Role == ParameterRole.LeftOut ? "" : "readonly ")}{parameter.Type} {parameter.Field} = {parameter.Escaped};");
        code.Line();
    }

    private static void EmitIdentity(CodeWriter code, FunctionModel function, ParameterModel[] parameters)
    {
        string[] compared = [.. ReceiverFields(function.Method).Concat(Arguments(parameters).Select(parameter => parameter.Field))];
        string[] dropped = [.. Dropped(function.Method, parameters)];
        string same = !function.IsIndexed ? "false"
            : compared.Length == 0 ? "true"
            : string.Join(" && ", compared.Select(field => $"{field} == other.{field}"));
        code.Line($"public readonly bool IsSameAs(in {function.Method.CallName} other) => {same};");
        code.Line();
        code.Line($"public readonly int HashArguments() => {(function.IsIndexed ? Hash(compared) : "0")};");
        code.Line();
        string changes = string.Join(", ", dropped.Select(field => $"{field} = default!"));
        code.Line($"public readonly {function.Method.CallName} KeepArguments() => this{(dropped.Length == 0 ? "" : $" with {{ {changes} }}")};");
        code.Line();
    }

    private static void EmitKey(CodeWriter code, FunctionModel function, ParameterModel[] parameters)
    {
        code.Line($"public readonly void WriteKey(ref {Weaving}.KeyText text)");
        code.Line("{");
        code.Lines(function.WriteKey);
        code.Line("}");
        code.Line();

        IEnumerable<string> listed = ReceiverFields(function.Method)
            .Select(field => $"new(\"this\", {field}{(function.Method.Receiver!.Role == ReceiverRole.Class ? ".ToArgument()" : "")})")
            .Concat(Arguments(parameters).Select(parameter => $"new({Code.Text(parameter.Name)}, {parameter.Field})"));
        code.Line($"public readonly global::CacheKit.CacheArgument[] ListArguments() => [{string.Join(", ", listed)}];");
        code.Line();
        code.Line($"public readonly string[] ListTags() => [{string.Join(", ", function.Tags)}];");
        code.Line();
    }

    private static IEnumerable<ParameterModel> Arguments(ParameterModel[] parameters) =>
        parameters.Where(parameter => parameter.Role == ParameterRole.Argument);

    private static IEnumerable<string> ReceiverFields(MethodModel method) => method.Receiver?.Role switch
    {
        ReceiverRole.Class => [method.Receiver.Identity],
        ReceiverRole.Value => [method.Receiver.Field],
        _ => [],
    };

    private static IEnumerable<string> Dropped(MethodModel method, ParameterModel[] parameters) =>
        method.Receivers.Where(receiver => receiver.Role != ReceiverRole.Value).Select(receiver => receiver.Field)
            .Concat(parameters.Where(parameter => parameter.Role == ParameterRole.LeftOut).Select(parameter => parameter.Field));

    // HashCode.Combine takes at most eight arguments.
    private static string Hash(string[] fields) => fields.Length switch
    {
        0 => "0",
        <= 8 => $"global::System.HashCode.Combine({string.Join(", ", fields)})",
        _ => $"global::System.HashCode.Combine({string.Join(", ", fields.Take(7))}, {Hash([.. fields.Skip(7)])})",
    };

    // Emits nothing if the call holds no object that could end with its caller. The captures of a delegate are unknown.
    public static void EmitDetach(CodeWriter code, MethodModel method, string type, ParameterModel[] parameters)
    {
        bool isDelegate = method.Parameters.Any(parameter => parameter.Role == ParameterRole.Name);
        string[] detached =
        [
            .. method.Receivers.Where(receiver => receiver.Role != ReceiverRole.Value && !isDelegate)
                .Select(receiver => $"{receiver.Field} = services.Of({receiver.Field})"),
            .. parameters.Where(parameter => parameter.Detached is not null).Select(parameter => $"{parameter.Field} = {parameter.Detached}"),
        ];
        if (detached.Length == 0)
            return;

        code.Line($"public readonly {type} Detach({Weaving}.CallServices services) => this with {{ {string.Join(", ", detached)} }};");
        code.Line();
    }

    public static void EmitRun(CodeWriter code, MethodModel method)
    {
        // An accessor takes a struct by reference, which a read-only field cannot provide.
        bool isCopied = method is { Access: MethodAccess.Accessor, Receiver.IsStruct: true };
        IEnumerable<string> arguments = method.Parameters.Where(parameter => parameter.Role != ParameterRole.Name)
            .Select(parameter => parameter.Role == ParameterRole.Token ? "cancellationToken" : parameter.Field);
        string call = AccessorEmitter.Call(method, isCopied ? "copy" : method.Receiver?.Field, arguments);
        code.Line(RunOf(method));
        code.Line("{");
        if (isCopied)
            code.Line($"var copy = {method.Receiver!.Field};");
        code.Line($"return {(method.Shape == ResultShape.ValueTask ? call : $"new({call})")};");
        code.Line("}");
    }

    private static string RunOf(MethodModel method) =>
        $"public readonly global::System.Threading.Tasks.ValueTask<{method.ValueType}> RunAsync(global::System.Threading.CancellationToken cancellationToken)";
}

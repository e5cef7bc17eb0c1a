namespace CacheKit.Generators;

// Emits the interceptor methods of the user's calls.
internal static class InterceptorEmitter
{
    private const string Type = "Interceptors";

    public static void Emit(CodeWriter code, FileModel file)
    {
        code.Line($"file static class {Type}");
        code.Line("{");
        bool isFirst = true;
        foreach (IGrouping<bool, InterceptionModel> kind in file.Interceptions.GroupBy(interception => interception.IsEntry))
        {
            if (!isFirst)
                code.Line();
            isFirst = false;
            foreach (InterceptionModel interception in kind)
                code.Line($"{interception.Location} // {interception.Place}");
            if (file.Effect is { } effect)
                EffectEmitter.Emit(code, effect);
            else if (file.Delegate is { } @delegate)
                EmitDelegate(code, @delegate);
            else if (kind.Key)
                EmitEntry(code, file.Function!);
            else
                EmitCall(code, file.Function!);
        }

        code.Line("}");
    }

    private static void EmitCall(CodeWriter code, FunctionModel function)
    {
        MethodModel method = function.Method;
        EmitSignature(code, method, method.Name, " =>");
        string pass = method.Receiver is { MayBeSubstitute: true } ? $"{IsSubstitute(method)} ? {AccessorEmitter.Call(method)} : " : "";
        code.Indented($"{pass}{Function(function)}.{Operation(method)}(new({Arguments(method)}){Token(method)});");
    }

    private static void EmitEntry(CodeWriter code, FunctionModel function)
    {
        MethodModel method = function.Method;
        EmitSignature(code, method, method.Name + "_Entry");
        code.Line("{");
        code.Line($"{Function(function)}.Capture(new({Arguments(method)}));");
        code.Line("return default!;");
        code.Line("}");
    }

    private static void EmitDelegate(CodeWriter code, DelegateModel @delegate)
    {
        MethodModel method = @delegate.Function.Method;
        string self = method.Receiver!.Name;
        string name = method.Parameters[0].Name;
        ParameterModel[] parameters = [.. method.Parameters.Skip(1)];
        string cached = method.NameBesideParameters("cached");
        string options = method.NameBesideParameters("options");
        code.Line($"public static {@delegate.Type} Cached(this {@delegate.Type} {self}, string {name}, global::CacheKit.CacheEntryOptions? {options})");
        code.Line("{");
        code.Line($"var {cached} = {method.Id}.FunctionOf({name}, {options});");
        string declared = string.Join(", ", parameters.Select(parameter => $"{parameter.Type} {parameter.Escaped}"));
        code.Line($"return ({declared}) => {cached}.{Operation(method)}(new({Arguments(method)}){Token(method)});");
        code.Line("}");
    }

    // Whether the receiver is a substitute of a test library, which must receive the call itself.
    public static string IsSubstitute(MethodModel method) => $"global::CacheKit.Weaving.CallReceiver.IsSubstitute({Code.Escape(method.Receiver!.Name)})";

    public static void EmitSignature(
        CodeWriter code, MethodModel method, string name, string end = "", string modifier = "", string? parameters = null)
    {
        string constraints = string.Concat(method.AllConstraints.Select(constraint => " " + constraint));
        string escaped = name == Type ? name + "1" : Code.Escape(name);
        code.Lines(method.Requirements);
        code.Line($"public static {modifier}{method.ReturnType} {escaped}{method.Generics}({parameters ?? method.Signature}){constraints}{end}");
    }

    private static string Function(FunctionModel function)
    {
        MethodModel method = function.Method;
        return $"{method.Id}{method.Generics}.{(function.Elements is null ? method.FunctionName : method.BatchesName)}";
    }

    private static string Arguments(MethodModel method) => string.Join(", ",
        method.Receivers.Select(receiver => Code.Escape(receiver.Name))
            .Concat(method.Parameters.Where(parameter => parameter.Role != ParameterRole.Token).Select(parameter => parameter.Escaped)));

    private static string Operation(MethodModel method) => method.Shape switch
    {
        ResultShape.Task => "CallAsync",
        ResultShape.ValueTask => "CallValueAsync",
        _ => "Call",
    };

    private static string Token(MethodModel method) => method.Token switch
    {
        { } token when token.Type.EndsWith("?", StringComparison.Ordinal) => $", {token.Escaped}.GetValueOrDefault()",
        { } token => $", {token.Escaped}",
        _ => ", default",
    };
}

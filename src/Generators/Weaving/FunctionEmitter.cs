namespace CacheKit.Generators;

// Emits the class of a cached function: the function and the struct of its calls.
internal static class FunctionEmitter
{
    private const string Weaving = "global::CacheKit.Weaving";

    public static void Emit(CodeWriter code, FunctionModel function)
    {
        MethodModel method = function.Method;
        AccessorEmitter.Emit(code, method);
        if (method.Access != MethodAccess.Direct)
            code.Line();
        code.Line($"// {method.Title}");
        if (method.Requirements.Count > 0)
            code.Lines(RequirementRules.Suppressions);
        code.Line($"internal static class {method.Id}{method.Generics}");
        code.Lines(method.AllConstraints.Select(constraint => "    " + constraint));
        code.Line("{");
        if (function.Elements is not { } elements)
        {
            EmitFunction(code, function);
        }
        else
        {
            if (elements.Target is null)
            {
                EmitFunction(code, function with { Method = ElementsParser.CallOf(method, elements) });
                code.Line();
            }

            BatchEmitter.Emit(code, method, elements);
        }

        code.Line("}");
    }

    private static void EmitFunction(CodeWriter code, FunctionModel function)
    {
        MethodModel method = function.Method;
        code.Line($"public static readonly {Weaving}.CachedFunction<{method.CallName}, {method.ValueType}> {method.FunctionName} = new(");
        code.Indented($"new {Weaving}.CachedMethod(");
        code.Indented($"    {Code.Text(method.Title)},");
        code.Indented($"    typeof({method.Type}),");
        code.Indented($"    [{string.Join(", ", function.Settings)}],");
        code.Indented($"    {function.FindMethod}){(function.CacheName is { } name ? $" {{ CacheName = {Code.Text(name)} }}" : "")},");
        code.Indented($"indexed: {Boolean(function.IsIndexed)});");
        code.Line();
        CallEmitter.Emit(code, function);
    }

    // The function of a delegate is created where Cached is called.
    public static void EmitDelegate(CodeWriter code, DelegateModel @delegate)
    {
        MethodModel method = @delegate.Function.Method;
        code.Line($"// {method.Title}");
        code.Line($"internal static class {method.Id}");
        code.Line("{");
        code.Line(
            $"public static {Weaving}.CachedFunction<{method.CallName}, {method.ValueType}> FunctionOf(" +
            "string name, global::CacheKit.CacheEntryOptions? options) =>");
        code.Indented($"new(new {Weaving}.CachedMethod(name, options), indexed: {Boolean(@delegate.Function.IsIndexed)});");
        code.Line();
        CallEmitter.Emit(code, @delegate.Function);
        code.Line("}");
    }

    private static string Boolean(bool value) => value ? "true" : "false";
}

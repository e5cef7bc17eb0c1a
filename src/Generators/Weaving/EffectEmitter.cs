namespace CacheKit.Generators;

// Emits the interceptor of a call that puts or evicts.
internal static class EffectEmitter
{
    private const string SynchronousCall = "global::CacheKit.Weaving.SynchronousCall";

    public static void Emit(CodeWriter code, EffectModel effect)
    {
        MethodModel method = effect.Method;
        bool isAsync = method.ReturnType.StartsWith("global::System.Threading.Tasks.", StringComparison.Ordinal) && method.Shape != ResultShape.Value;
        bool returns = method.ValueType.Length > 0;
        string result = method.NameBesideParameters(EffectParser.Result);
        string call = AccessorEmitter.Call(method);
        if (isAsync && method.Receiver is { MayBeSubstitute: true })
        {
            // A separate method, since an async interceptor would wrap the task that a substitute returns.
            InterceptorEmitter.EmitSignature(code, method, method.Name, " =>");
            string effects = $"{Code.Escape(WithEffects(method))}{method.Generics}({string.Join(", ", Passed(method))})";
            code.Indented($"{InterceptorEmitter.IsSubstitute(method)} ? {call} : {effects};");
            code.Line();
            InterceptorEmitter.EmitSignature(code, method, WithEffects(method), modifier: "async ");
            code.Line("{");
        }
        else
        {
            InterceptorEmitter.EmitSignature(code, method, method.Name, modifier: isAsync ? "async " : "");
            code.Line("{");
            if (method.Receiver is { MayBeSubstitute: true })
                EmitPass(code, method, call, returns);
        }

        // Fails before the function runs if there is no cache. A discard would be an assignment to a parameter of that name.
        code.Lines(effect.Caches.Select(cache => $"global::System.GC.KeepAlive({cache});"));
        code.Lines(effect.Before.Select(operation => Wait(operation, isAsync)));
        code.Line((returns ? $"var {result} = " : "") + (isAsync ? $"await {call}.ConfigureAwait(false);" : $"{call};"));
        code.Lines(effect.After.Select(operation => Wait(operation, isAsync)));
        if (returns)
            code.Line($"return {result};");
        code.Line("}");
    }

    private static void EmitPass(CodeWriter code, MethodModel method, string call, bool returns)
    {
        code.Line($"if ({InterceptorEmitter.IsSubstitute(method)})");
        code.Line("{");
        code.Line(returns ? $"return {call};" : $"{call};");
        if (!returns)
            code.Line("return;");
        code.Line("}");
        code.Line();
    }

    private static string WithEffects(MethodModel method) => method.Name + "_Effects";

    private static IEnumerable<string> Passed(MethodModel method) =>
        method.Receivers.Select(receiver => Code.Escape(receiver.Name)).Concat(method.Parameters.Select(parameter => parameter.Escaped));

    private static string Wait(string operation, bool isAsync) =>
        isAsync ? $"await {operation}.ConfigureAwait(false);" : $"using ({SynchronousCall}.Enter()) {SynchronousCall}.Wait({operation});";
}

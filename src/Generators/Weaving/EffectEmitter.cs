namespace CacheKit.Generators;

// Emits the interceptor of a call that puts or evicts.
internal static class EffectEmitter
{
    private const string SynchronousCall = "global::CacheKit.Weaving.SynchronousCall";

    public static void Emit(CodeWriter code, EffectModel effect)
    {
        MethodModel method = effect.Method;
        string call = AccessorEmitter.Call(method);
        if (method is { IsAsynchronous: true, Receiver.IsStruct: true })
        {
            EmitOfStruct(code, effect, call);
            return;
        }

        if (method is { IsAsynchronous: true, Receiver.MayBeSubstitute: true })
        {
            // A separate method, since an async interceptor would wrap the task that a substitute returns.
            InterceptorEmitter.EmitSignature(code, method, method.Name, " =>");
            code.Indented($"{InterceptorEmitter.IsSubstitute(method)} ? {call} : {EffectsCall(method, Passed(method))};");
            code.Line();
            InterceptorEmitter.EmitSignature(code, method, WithEffects(method), modifier: "async ");
            code.Line("{");
        }
        else
        {
            InterceptorEmitter.EmitSignature(code, method, method.Name, modifier: method.IsAsynchronous ? "async " : "");
            code.Line("{");
            if (method.Receiver is { MayBeSubstitute: true })
                EmitPass(code, method, call);
        }

        EmitCaches(code, effect);
        code.Lines(effect.Before.Select(operation => Wait(operation, method)));
        EmitRest(code, effect, call);
    }

    // An async method has no parameters by reference. So the struct is called here, where it can be changed, and its task is passed on,
    // before a copy of the struct for the keys.
    private static void EmitOfStruct(CodeWriter code, EffectModel effect, string call)
    {
        MethodModel method = effect.Method;
        string task = method.NameBesideParameters("task");
        IEnumerable<string> parameters = CallEmitter.Declarations(method, [.. method.Parameters]).Prepend($"{method.ReturnType} {task}");
        InterceptorEmitter.EmitSignature(code, method, method.Name);
        code.Line("{");
        EmitCaches(code, effect);
        code.Line($"return {EffectsCall(method, Passed(method).Prepend(call))};");
        code.Line("}");
        code.Line();
        InterceptorEmitter.EmitSignature(code, method, WithEffects(method), modifier: "async ", parameters: string.Join(", ", parameters));
        code.Line("{");
        EmitRest(code, effect, task);
    }

    // Fails before the function runs if there is no cache. A discard would be an assignment to a parameter of that name.
    private static void EmitCaches(CodeWriter code, EffectModel effect) =>
        code.Lines(effect.Caches.Select(cache => $"global::System.GC.KeepAlive({cache});"));

    private static void EmitRest(CodeWriter code, EffectModel effect, string call)
    {
        MethodModel method = effect.Method;
        string result = method.NameBesideParameters(EffectParser.Result);
        code.Line((Returns(method) ? $"var {result} = " : "") + (method.IsAsynchronous ? $"await {call}.ConfigureAwait(false);" : $"{call};"));
        code.Lines(effect.After.Select(operation => Wait(operation, method)));
        if (Returns(method))
            code.Line($"return {result};");
        code.Line("}");
    }

    private static void EmitPass(CodeWriter code, MethodModel method, string call)
    {
        code.Line($"if ({InterceptorEmitter.IsSubstitute(method)})");
        code.Line("{");
        code.Line(Returns(method) ? $"return {call};" : $"{call};");
        if (!Returns(method))
            code.Line("return;");
        code.Line("}");
        code.Line();
    }

    private static bool Returns(MethodModel method) => method.ValueType.Length > 0;

    private static string EffectsCall(MethodModel method, IEnumerable<string> arguments) =>
        $"{Code.Escape(WithEffects(method))}{method.Generics}({string.Join(", ", arguments)})";

    private static string WithEffects(MethodModel method) => method.Name + "_Effects";

    private static IEnumerable<string> Passed(MethodModel method) =>
        method.Receivers.Select(receiver => Code.Escape(receiver.Name)).Concat(method.Parameters.Select(parameter => parameter.Escaped));

    private static string Wait(string operation, MethodModel method) => method.IsAsynchronous
        ? $"await {operation}.ConfigureAwait(false);"
        : $"using ({SynchronousCall}.Enter()) {SynchronousCall}.Wait({operation});";
}

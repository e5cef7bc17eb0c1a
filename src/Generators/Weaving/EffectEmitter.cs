namespace CacheKit.Generators;

// The method that takes the place of a call which puts or evicts.
internal static class EffectEmitter
{
    public static void Emit(CodeWriter code, EffectModel effect)
    {
        MethodModel method = effect.Method;
        bool isAsync = method.ReturnType.StartsWith("global::System.Threading.Tasks.", StringComparison.Ordinal) && method.Shape != ResultShape.Value;
        bool returns = method.ValueType.Length > 0;
        string result = method.NameBesideParameters(EffectParser.Result);
        string call = AccessorEmitter.Call(method, method.Receiver is { } receiver ? Code.Escape(receiver.Name) : null, method.Parameters.Select(parameter => parameter.Escaped));

        InterceptorEmitter.EmitSignature(code, method, method.Name, modifier: isAsync ? "async " : "");
        code.Line("{");

        // Without a cache it fails before the function has done anything.
        code.Lines(effect.Caches.Select(cache => $"_ = {cache};"));
        code.Lines(effect.Before.Select(operation => Wait(operation, isAsync)));
        code.Line((returns ? $"var {result} = " : "") + (isAsync ? $"await {call}.ConfigureAwait(false);" : $"{call};"));
        code.Lines(effect.After.Select(operation => Wait(operation, isAsync)));
        if (returns)
            code.Line($"return {result};");
        code.Line("}");
    }

    private static string Wait(string operation, bool isAsync) =>
        isAsync ? $"await {operation}.ConfigureAwait(false);" : $"{operation}.AsTask().GetAwaiter().GetResult();";
}

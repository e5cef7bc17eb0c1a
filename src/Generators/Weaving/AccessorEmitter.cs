namespace CacheKit.Generators;

// Emits the call of a woven method: by name, or through an accessor if it is private or protected.
internal static class AccessorEmitter
{
    public static void Emit(CodeWriter code, MethodModel method)
    {
        if (method.Access == MethodAccess.Direct)
            return;

        string kind = method.Receiver is null ? "StaticMethod" : "Method";
        string type = method.NameBesideParameters("type");
        string target = method.Access == MethodAccess.StaticClassAccessor
            ? $"[global::System.Runtime.CompilerServices.UnsafeAccessorType({Code.Text(method.RuntimeType)})] object? {type}"
            : $"{(method.Receiver is { IsStruct: true } ? "ref " : "")}{method.Type}{(method.Receiver is null ? "?" : "")} {type}";
        code.Line($"internal static class {method.Id}_Accessor{method.TypeGenerics}");
        code.Lines(method.TypeConstraints.Select(constraint => "    " + constraint));
        code.Line("{");
        code.Line(
            "[global::System.Runtime.CompilerServices.UnsafeAccessor(" +
            $"global::System.Runtime.CompilerServices.UnsafeAccessorKind.{kind}, Name = {Code.Text(method.Name)})]");
        code.Lines(method.Requirements);
        string parameters = string.Join(", ", method.Declarations.Prepend(target));
        code.Line($"public static extern {method.ReturnType} {method.CallName}{method.OwnGenerics}({parameters}){Constraints(method)};");
        code.Line("}");
    }

    // Emits the call with the parameter names of the generated signature.
    public static string Call(MethodModel method) =>
        Call(method, method.Receiver is { } receiver ? NameOf(receiver, method) : null, method.Parameters.Select(parameter => parameter.Escaped));

    // An accessor takes every struct by reference, and a read-only method does not change it.
    private static string NameOf(ReceiverModel receiver, MethodModel method) => method.Access != MethodAccess.Direct && receiver.Passing == "in "
        ? $"global::System.Runtime.CompilerServices.Unsafe.AsRef(in {Code.Escape(receiver.Name)})"
        : Code.Escape(receiver.Name);

    // Emits the call with the given receiver, if there is one, and arguments.
    public static string Call(MethodModel method, string? receiver, IEnumerable<string> arguments)
    {
        if (method.Access != MethodAccess.Direct)
        {
            string self = method.Receiver switch
            {
                null => method.Access == MethodAccess.StaticClassAccessor ? "null" : "default",
                { IsStruct: true } => $"ref {receiver}",
                _ => receiver!,
            };
            return $"{method.Id}_Accessor{method.TypeGenerics}.{method.CallName}{method.OwnGenerics}({string.Join(", ", arguments.Prepend(self))})";
        }

        return $"{receiver ?? method.Type}.{Code.Escape(method.Name)}{method.OwnGenerics}({string.Join(", ", arguments)})";
    }

    private static string Constraints(MethodModel method) =>
        string.Concat(method.OwnConstraints.Select(constraint => " " + constraint));
}

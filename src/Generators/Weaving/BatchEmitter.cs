namespace CacheKit.Generators;

// Emits an element-wise function and the struct that represents one call of it.
internal static class BatchEmitter
{
    private const string Weaving = "global::CacheKit.Weaving";

    public static void Emit(CodeWriter code, MethodModel method, ElementsModel elements)
    {
        string types = $"{method.BatchName}, {elements.Call}, {elements.IdType}";
        string options = string.Join(", ", Options(elements));
        code.Line($"public static readonly {Weaving}.CachedBatch<{types}, {elements.ValueType}, {method.ValueType}> {method.BatchesName} = new(");
        code.Indented($"{elements.Function},");
        code.Indented($"{Code.Text(method.Title)},");
        code.Indented($"{Code.Text(elements.Parameter)},");
        code.Indented($"{elements.Results}){(options.Length > 0 ? $" {{ {options} }}" : "")};");
        code.Line();

        ParameterModel[] parameters = [.. method.Parameters.Where(parameter => parameter.Role != ParameterRole.Token)];
        string declarations = string.Join(", ", CallEmitter.Declarations(method, parameters));
        code.Line($"public struct {method.BatchName}({declarations}) : {Weaving}.ICachedBatch<{types}, {method.ValueType}>");
        code.Line("{");
        foreach (ReceiverModel receiver in method.Receivers)
            code.Line($"private {receiver.Type} {receiver.Field} = {Code.Escape(receiver.Name)};");
        foreach (ParameterModel parameter in parameters)
            code.Line($"private {parameter.Type} {parameter.Field} = {parameter.Escaped};");
        code.Line();
        EmitElements(code, method, elements);
        CallEmitter.EmitDetach(code, method, method.BatchName, parameters);
        CallEmitter.EmitRun(code, method);
        code.Line("}");
    }

    private static void EmitElements(CodeWriter code, MethodModel method, ElementsModel elements)
    {
        string field = "_" + elements.Parameter;
        code.Line($"public readonly global::System.Collections.Generic.IEnumerable<{elements.IdType}>? Ids => {field};");
        code.Line();
        code.Line($"public readonly {elements.Call} CallOf({elements.IdType} {ElementsModel.Id}) => new({string.Join(", ", elements.Arguments)});");
        code.Line();
        code.Line($"public readonly {method.BatchName} With({elements.IdType}[] {ElementsModel.Ids}) => this with {{ {field} = {elements.ToIds} }};");
        code.Line();
    }

    private static IEnumerable<string> Options(ElementsModel elements)
    {
        if (elements.MaxBatch > 0)
            yield return $"MaxBatch = {elements.MaxBatch}";
        if (elements.RemembersAbsent)
            yield return "RemembersAbsent = true";
    }
}

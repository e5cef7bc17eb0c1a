namespace CacheKit.Generators;

// The signature of a woven method in generated code. Type parameters of the containing types come before its own.
internal sealed record MethodModel(
    string Id,
    string Title,
    string Name,
    string Type,
    string RuntimeType,
    string ReturnType,
    string ValueType,
    ResultShape Shape,
    ReceiverModel? Receiver,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<string> TypeParameters,
    EquatableArray<string> Constraints,
    int TypeArity,
    MethodAccess Access,
    bool IsExtension,
    EquatableArray<string> Warnings,
    EquatableArray<string> Requirements)
{
    public bool IsAsynchronous => Shape != ResultShape.Value && ReturnType != "void";

    public string Generics => Code.Generics(TypeParameters);

    // Names of generated members, which must differ from the type parameters.
    public string CallName => FreeOf("Call");

    public string FunctionName => FreeOf("Function");

    public string BatchName => FreeOf("Batch");

    public string BatchesName => FreeOf("Batches");

    // The method's own type parameters.
    public string OwnGenerics => Code.Generics(TypeParameters.Skip(TypeArity));

    // The constraints that are present, in the order of the type parameters.
    public IEnumerable<string> AllConstraints => Constraints.Where(constraint => constraint.Length > 0);

    public IEnumerable<string> TypeConstraints => Constraints.Take(TypeArity).Where(constraint => constraint.Length > 0);

    public IEnumerable<string> OwnConstraints => Constraints.Skip(TypeArity).Where(constraint => constraint.Length > 0);

    public string TypeGenerics => Code.Generics(TypeParameters.Take(TypeArity));

    public ParameterModel? Token => Parameters.FirstOrDefault(parameter => parameter.Role == ParameterRole.Token);

    // The parameters of the interceptor: the receiver, if there is one, and the method's parameters.
    public string Signature =>
        (IsExtension ? "this " : "") + string.Join(
            ", ", Receivers.Select(receiver => $"this {receiver.Passing}{receiver.Type} {Code.Escape(receiver.Name)}").Concat(Declarations));

    public IEnumerable<string> Declarations => Parameters.Select(parameter => $"{parameter.Type} {parameter.Escaped}");

    public IEnumerable<ReceiverModel> Receivers => Receiver is null ? [] : [Receiver];

    // Returns a name that does not conflict with the parameters.
    public string NameBesideParameters(string name) =>
        Parameters.Any(parameter => parameter.Name == name) ? NameBesideParameters(name + "1") : name;

    private string FreeOf(string name) => TypeParameters.Contains(name) ? FreeOf(name + "1") : name;
}

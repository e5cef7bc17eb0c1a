namespace CacheKit.Generators;

// The signature of a woven method as generated code writes it, with the type parameters of its type before its own.
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
    EquatableArray<string> Warnings)
{
    public string Generics => Code.Generics(TypeParameters);

    // The members of its class in generated code, which a type parameter may be called like.
    public string CallName => FreeOf("Call");

    public string FunctionName => FreeOf("Function");

    // Those of the method itself.
    public string OwnGenerics => Code.Generics(TypeParameters.Skip(TypeArity));

    // Where each has one at most, in the order of the type parameters.
    public IEnumerable<string> AllConstraints => Constraints.Where(constraint => constraint.Length > 0);

    public IEnumerable<string> TypeConstraints => Constraints.Take(TypeArity).Where(constraint => constraint.Length > 0);

    public IEnumerable<string> OwnConstraints => Constraints.Skip(TypeArity).Where(constraint => constraint.Length > 0);

    public string TypeGenerics => Code.Generics(TypeParameters.Take(TypeArity));

    public ParameterModel? Token => Parameters.FirstOrDefault(parameter => parameter.Role == ParameterRole.Token);

    // What generated code takes: the object, if there is one, and the parameters.
    public string Signature =>
        (IsExtension ? "this " : "") + string.Join(", ", Receivers.Select(receiver => $"this {receiver.Passing}{receiver.Type} {Code.Escape(receiver.Name)}").Concat(Declarations));

    public IEnumerable<string> Declarations => Parameters.Select(parameter => $"{parameter.Type} {parameter.Escaped}");

    public IEnumerable<ReceiverModel> Receivers => Receiver is null ? [] : [Receiver];

    // A name for what generated code declares beside the parameters.
    public string NameBesideParameters(string name) =>
        Parameters.Any(parameter => parameter.Name == name) ? NameBesideParameters(name + "1") : name;

    private string FreeOf(string name) => TypeParameters.Contains(name) ? FreeOf(name + "1") : name;
}

using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Parses a method that can be woven into its signature in generated code.
internal static class MethodParser
{
    public static MethodModel Parse(IMethodSymbol method, KnownTypes known)
    {
        ITypeParameterSymbol[] typeParameters = [.. method.ContainingType.AllTypeArguments().Concat(method.TypeParameters).OfType<ITypeParameterSymbol>()];
        ITypeSymbol? value = ResultRules.ValueOf(method.ReturnType, known);
        return new MethodModel(
            Id: IdOf(method),
            Title: $"{method.ContainingType.ToDisplayString()}.{method.Name}",
            method.Name,
            Type: Code.Type(method.ContainingType),
            RuntimeType: $"{method.ContainingType.FullName()}, {method.ContainingAssembly.Name}",
            ReturnType: Code.Type(method.ReturnType),
            ValueType: value is null ? "" : Code.Type(value),
            ResultRules.ShapeOf(method.ReturnType, known),
            ReceiverOf(method, known),
            new(ParametersOf(method, known)),
            new(typeParameters.Select(parameter => Code.Escape(parameter.Name))),
            new(typeParameters.Select(ConstraintsOf)),
            TypeArity: typeParameters.Length - method.TypeParameters.Length,
            AccessOf(method, known),
            method.IsExtensionMethod,
            CausedWarnings.Of(method, known),
            new(RequirementRules.AttributesOf(method).Select(Code.Attribute)));
    }

    // A unique and readable id: the location of the method, extended if that is ambiguous. An identifier may contain characters other than
    // letters and digits, such as combining marks.
    private static string IdOf(IMethodSymbol method)
    {
        string place = $"{method.ContainingType.FullName()}.{method.Name}";
        return method.ContainingType.GetMembers(method.Name).Length > 1
            || !place.All(c => char.IsLetterOrDigit(c) || c is '.' or '+' or '`')
            ? $"{Identifier(place)}_{StableHash.Of(method.GetDocumentationCommentId() ?? place)}"
            : Identifier(place);
    }

    private static string Identifier(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '_'));

    private static IEnumerable<ParameterModel> ParametersOf(IMethodSymbol method, KnownTypes known)
    {
        IParameterSymbol? token = method.Parameters.FirstOrDefault(parameter => known.IsToken(parameter.Type));
        return method.Parameters.Select(parameter => new ParameterModel(parameter.Name, Code.Type(parameter.Type), RoleOf(parameter), DetachedOf(parameter)));

        ParameterRole RoleOf(IParameterSymbol parameter)
        {
            if (SymbolEqualityComparer.Default.Equals(parameter, token))
                return ParameterRole.Token;

            return KeyRules.KindOf(parameter, known) == KeyKind.LeftOut ? ParameterRole.LeftOut : ParameterRole.Argument;
        }

        string? DetachedOf(IParameterSymbol parameter) =>
            RoleOf(parameter) == ParameterRole.LeftOut ? DetachmentCode.Of(parameter, "_" + parameter.Name, known) : null;
    }

    private static ReceiverModel? ReceiverOf(IMethodSymbol method, KnownTypes known) => method.IsStatic
        ? null
        : new ReceiverModel(
            ReceiverNameOf(method), Code.Type(method.ContainingType), ReceiverRules.RoleOf(method.ContainingType, known),
            PassingOf(method), MayBeSubstitute: !method.ContainingType.IsSealed);

    // The identity has a field beside those of the parameters too.
    private static string ReceiverNameOf(IMethodSymbol method)
    {
        string name = "self";
        while (method.Parameters.Any(parameter => parameter.Name == name || parameter.Name == name + ReceiverModel.IdentitySuffix))
            name += "1";
        return name;
    }

    private static string PassingOf(IMethodSymbol method) => !method.ContainingType.IsValueType ? "" : method.IsReadOnly ? "in " : "ref ";

    private static MethodAccess AccessOf(IMethodSymbol method, KnownTypes known)
    {
        if (known.Compilation.IsSymbolAccessibleWithin(method, known.Compilation.Assembly))
            return MethodAccess.Direct;

        return method.ContainingType.IsStatic ? MethodAccess.StaticClassAccessor : MethodAccess.Accessor;
    }

    private static string ConstraintsOf(ITypeParameterSymbol parameter)
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint)
            constraints.Add("unmanaged");
        else if (parameter.HasValueTypeConstraint)
            constraints.Add("struct");
        else if (parameter.HasReferenceTypeConstraint)
            constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        else if (parameter.HasNotNullConstraint)
            constraints.Add("notnull");

        constraints.AddRange(parameter.ConstraintTypes.Zip(
            parameter.ConstraintNullableAnnotations, (type, annotation) => Code.Type(type.WithNullableAnnotation(annotation))));
        if (parameter.HasConstructorConstraint && !parameter.HasValueTypeConstraint)
            constraints.Add("new()");
        return constraints.Count == 0 ? "" : $"where {Code.Escape(parameter.Name)} : {string.Join(", ", constraints)}";
    }
}

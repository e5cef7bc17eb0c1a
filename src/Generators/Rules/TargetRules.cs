using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Finds the cached method whose entry a method puts or evicts.
internal static class TargetRules
{
    // Returns the method name in the attribute; null: none.
    public static string? NameOf(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault().Single() as string;

    public static INamedTypeSymbol TypeOf(AttributeData attribute, IMethodSymbol method) =>
        attribute.Named("Type") as INamedTypeSymbol ?? method.ContainingType;

    // A put refers to one method; an evict refers to all overloads whose key can be built from the arguments.
    public static Target Find(IMethodSymbol method, AttributeData attribute, bool isPut, KnownTypes known)
    {
        string name = NameOf(attribute) ?? "";
        INamedTypeSymbol type = TypeOf(attribute, method);
        IMethodSymbol[] named = [.. MethodsOf(type, name)];
        if (named.Length == 0)
            return Target.Wrong(TargetFault.Missing, $"but {type.Name} has no method of that name");

        IMethodSymbol[] cached = [.. named.Where(candidate => Marks.CacheOf(candidate, known) is not null)];
        if (cached.Length == 0)
            return Target.Wrong(TargetFault.Missing, "which is not cached: mark it [Cache]");

        var fits = cached.Select(candidate => (Method: candidate, Why: WhyNot(candidate, method, known))).ToList();
        ImmutableArray<IMethodSymbol> fitting = [.. fits.Where(fit => fit.Why is null).Select(fit => fit.Method)];
        if (fitting.Length == 0)
            return Target.Wrong(TargetFault.Mismatch, fits[0].Why!);

        INamedTypeSymbol? awaited = fitting.Select(target => KeyBuilderRules.AsynchronousOf(target, known)).FirstOrDefault(builder => builder is not null);
        if (awaited is not null && !KeyBuilderRules.CanAwait(method, known))
        {
            return Target.Wrong(
                TargetFault.Mismatch, $"its key builder '{awaited.Name}' is asynchronous, and {method.Name} is not: return a Task or a ValueTask");
        }

        return isPut && fitting.Length > 1
            ? Target.Wrong(TargetFault.Mismatch, $"they match {fitting.Length} overloads: give the cached methods different names")
            : new Target(fitting);
    }

    // The methods of that name, without those that another one overrides.
    public static IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol type, string name)
    {
        IEnumerable<INamedTypeSymbol> places = new[] { type }.Concat(type.BaseTypes());
        if (type.TypeKind == TypeKind.Interface)
            places = places.Concat(type.AllInterfaces);

        IMethodSymbol[] all = [.. places
            .SelectMany(place => place.GetMembers(name))
            .OfType<IMethodSymbol>()
            .Where(method => method.MethodKind == MethodKind.Ordinary)];
        return all.Where(method => !all.Any(other => SymbolEqualityComparer.Default.Equals(other.OverriddenMethod, method)));
    }

    // Returns why the key of the cached method cannot be built in the other method, or null.
    private static string? WhyNot(IMethodSymbol cached, IMethodSymbol method, KnownTypes known)
    {
        if (cached.ContainingType.IsUnboundGenericType)
            return "its type is generic and open";
        if (!cached.IsStatic && (method.IsStatic || !method.ContainingType.IsOrInherits(cached.ContainingType.OriginalDefinition)))
            return $"it is an instance method, and {method.Name} has no instance of {cached.ContainingType.Name} to call it on";
        if (!SymbolEqualityComparer.Default.Equals(cached.ContainingAssembly, known.Compilation.Assembly)
            && NamingRules.ObstacleOf(cached, known) is { } unnameable)
            return $"generated code here can't name '{unnameable.Subject.ToDisplayString()}'";
        if (ElementRules.IsElementWise(cached, known))
            return "it has an entry for each element: name the function for one of them, or evict by a tag";
        if (cached.IsGenericMethod && cached.Arity != method.Arity)
            return $"it has {cached.Arity} type parameters, and {method.Name} has {method.Arity}";

        IMethodSymbol target = cached.IsGenericMethod ? cached.Construct([.. method.TypeParameters]) : cached;
        return target.Parameters
            .Where(parameter => KeyRules.KindOf(parameter, known) != KeyKind.LeftOut)
            .Select(parameter => WhyNot(parameter, method, known))
            .FirstOrDefault(why => why is not null);
    }

    private static string? WhyNot(IParameterSymbol key, IMethodSymbol method, KnownTypes known)
    {
        if (method.Parameters.FirstOrDefault(parameter => parameter.Name == key.Name) is not { } parameter)
            return $"{method.Name} has no parameter '{key.Name}'";
        if (known.Compilation.ClassifyCommonConversion(parameter.Type, key.Type) is { Exists: true, IsImplicit: true, IsUserDefined: false })
            return null;

        return $"'{key.Name}' is of the type '{Display(parameter.Type)}', not '{Display(key.Type)}'";
    }

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}

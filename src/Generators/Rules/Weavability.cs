using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether calls of a method marked [Cache], [CachePut] or [CacheEvict] are redirected to generated code.
internal static class Weavability
{
    public static bool IsWoven(IMethodSymbol method, KnownTypes known) =>
        Marks.IsMarked(method, known) && !ObstaclesOf(method, known).Any();

    // Returns the type argument of a call that may be a ref struct; null if none is. Generated code does not allow them.
    public static ITypeSymbol? RefStructIn(IMethodSymbol called) =>
        called.ContainingType.AllTypeArguments().Concat(called.TypeArguments).FirstOrDefault(
            argument => argument.IsRefLikeType || argument is ITypeParameterSymbol { AllowsRefLikeType: true });

    // Examines the declaration; the type arguments of a call must be nameable too.
    public static IEnumerable<Obstacle> ObstaclesOf(IMethodSymbol method, KnownTypes known)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!IsOrdinary(method))
            return [new Obstacle(ObstacleKind.NoOrdinaryMethod, method)];

        IEnumerable<Obstacle> obstacles = Signature(method, known);
        bool isCached = Marks.CacheOf(method, known) is not null;
        bool isPut = Marks.PutOf(method, known) is not null;
        if (Contradiction(method, known) is { } contradiction)
            obstacles = obstacles.Append(contradiction);
        if (isCached || isPut)
            obstacles = obstacles.Concat(Result(method, known));
        if (isCached)
            obstacles = obstacles.Concat(Elements(method, known)).Concat(Keys(method, known)).Concat(Receiver(method, known));
        return obstacles;
    }

    // A call of a static abstract method names a type parameter, and a method of an extension block has an unnamed receiver.
    public static bool IsOrdinary(ISymbol symbol) =>
        symbol is IMethodSymbol
        {
            MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation,
            ContainingType: { IsExtension: false } type,
        } method
        && !(type.TypeKind == TypeKind.Interface && method.IsStatic && (method.IsAbstract || method.IsVirtual));

    private static IEnumerable<Obstacle> Signature(IMethodSymbol method, KnownTypes known)
    {
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            yield return new Obstacle(ObstacleKind.ByReference, method, "returns by reference");
        if (Marks.CacheOf(method, known) is null && Marks.PutOf(method, known) is null && PointerRules.HoldsPointer(method.ReturnType))
            yield return new Obstacle(ObstacleKind.ByReference, method, "returns a pointer");
        if (method.IsVararg)
            yield return new Obstacle(ObstacleKind.ByReference, method, "takes __arglist");
        if (method.ContainingType.IsRefLikeType && !method.IsStatic)
            yield return new Obstacle(ObstacleKind.ByReference, method, "belongs to a ref struct");
        if (ReceiverRules.EvictsBeforeStruct(method, known))
        {
            yield return new Obstacle(
                ObstacleKind.ByReference, method, "is asynchronous and evicts before it changes a struct: make it static, or evict after the change");
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (WhyByReference(parameter) is { } why)
                yield return new Obstacle(ObstacleKind.ByReference, parameter, why);
        }

        if (NamingRules.ObstacleOf(method, known) is { } unnameable)
            yield return unnameable;
    }

    private static string? WhyByReference(IParameterSymbol parameter)
    {
        if (parameter.RefKind != RefKind.None)
            return "is passed by reference";
        if (PointerRules.HoldsPointer(parameter.Type))
            return "is a pointer";

        return parameter.Type.IsRefLikeType || parameter.Type is ITypeParameterSymbol { AllowsRefLikeType: true } ? "is a ref struct" : null;
    }

    private static IEnumerable<Obstacle> Result(IMethodSymbol method, KnownTypes known)
    {
        if (ResultRules.ShapeOf(method.ReturnType, known) == ResultShape.Nothing)
            yield return new Obstacle(ObstacleKind.NothingToCache, method);
        else if (ResultRules.WhyNotCached(method, known) is { } why)
            yield return new Obstacle(ObstacleKind.UncacheableResult, ElementRules.ValueOf(method, known)!, why);
    }

    private static IEnumerable<Obstacle> Elements(IMethodSymbol method, KnownTypes known)
    {
        if (ElementRules.WhyNot(method, known) is { } why)
            yield return new Obstacle(ObstacleKind.NoElements, method, why);
        else if (SharingRules.Find(method, known) is { Fault: not TargetFault.None } target)
            yield return new Obstacle(ObstacleKind.CannotShare, method, target.Detail);
    }

    private static IEnumerable<Obstacle> Keys(IMethodSymbol method, KnownTypes known) =>
        from parameter in method.Parameters
        where WhyByReference(parameter) is null && KeyRules.KindOf(parameter, known) == KeyKind.None
        select new Obstacle(ObstacleKind.NoKey, parameter, KeyRules.FaultOf(ElementRules.KeyTypeOf(parameter, known), known)!.Sentence);

    // A receiver that is a value is part of the key too.
    private static IEnumerable<Obstacle> Receiver(IMethodSymbol method, KnownTypes known)
    {
        INamedTypeSymbol type = method.ContainingType;
        if (!method.IsStatic && !type.IsRefLikeType && ReceiverRules.RoleOf(type, known) == ReceiverRole.Value && KeyRules.FaultOf(type, known) is { } fault)
            yield return new Obstacle(ObstacleKind.NoKey, type, fault.Sentence);
    }

    private static Obstacle? Contradiction(IMethodSymbol method, KnownTypes known)
    {
        int caches = Marks.CachesOf(method, known).Length;
        bool changes = Marks.PutOf(method, known) is not null || Marks.EvictsOf(method, known).Length > 0;
        if (caches > 1)
            return new Obstacle(ObstacleKind.Contradiction, method, "has more than one cache attribute: keep one");
        if (TimingRules.WhyTooEarly(method, method, known) is { } why)
            return new Obstacle(TimingRules.IsAsyncVoid(method) ? ObstacleKind.Contradiction : ObstacleKind.Deferred, method, why);

        return caches == 1 && changes
            ? new Obstacle(ObstacleKind.Contradiction, method, "is cached, so a hit would skip its put or evict: move that to another method")
            : null;
    }
}

namespace CacheKit.Generators;

// A generated file: the code of one woven method or one delegate type. As the compiler requires, its name is unique even if case is
// ignored.
internal sealed record FileModel(
    string Name,
    string Namespace,
    FunctionModel? Function,
    EffectModel? Effect,
    DelegateModel? Delegate,
    EquatableArray<InterceptionModel> Interceptions);

namespace CacheKit.Generators;

// A generated file: the code of one woven method or one delegate type.
internal sealed record FileModel(
    string Id,
    string Namespace,
    FunctionModel? Function,
    EffectModel? Effect,
    DelegateModel? Delegate,
    EquatableArray<InterceptionModel> Interceptions);

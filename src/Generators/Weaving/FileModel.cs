namespace CacheKit.Generators;

// A generated file: all that concerns one woven method or one type of delegate.
internal sealed record FileModel(
    string Id,
    string Namespace,
    FunctionModel? Function,
    EffectModel? Effect,
    DelegateModel? Delegate,
    EquatableArray<InterceptionModel> Interceptions);

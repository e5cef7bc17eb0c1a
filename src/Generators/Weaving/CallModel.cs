namespace CacheKit.Generators;

// One call in the user's source that is redirected to generated code, and its target: a cached function, or a function that puts or evicts.
internal sealed record CallModel(
    string Location,
    string Place,
    bool IsEntry,
    FunctionModel? Function,
    EffectModel? Effect,
    DelegateModel? Delegate,
    EquatableArray<FunctionModel> Targets);

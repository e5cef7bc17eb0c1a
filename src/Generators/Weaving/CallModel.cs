namespace CacheKit.Generators;

// One call in the user's source that goes to generated code, and what it calls: a cached function, or one with effects on the
// entries of others.
internal sealed record CallModel(
    string Location,
    string Place,
    bool IsEntry,
    FunctionModel? Function,
    EffectModel? Effect,
    DelegateModel? Delegate,
    EquatableArray<FunctionModel> Targets);

using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>A call of a cached function with its arguments. Generated code implements it.</summary>
/// <typeparam name="TCall">The implementing type.</typeparam>
/// <typeparam name="TResult">The result type of the function or of its task.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ICachedCall<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    /// <summary>Whether another call has the same key.</summary>
    bool IsSameAs(in TCall other);

    /// <summary>Returns a hash code, which is equal for calls with the same key.</summary>
    int HashArguments();

    /// <summary>Returns a copy of the call with only the arguments that are part of the key. It can be compared, but not run.</summary>
    TCall KeepArguments();

    /// <summary>Writes the readable form of the call, which is the key after prefix and namespace.</summary>
    void WriteKey(ref KeyText text);

    /// <summary>Returns the arguments that are part of the key, for a custom key builder.</summary>
    CacheArgument[] ListArguments();

    /// <summary>Returns the tags of the entry.</summary>
    string[] ListTags();

    /// <summary>Returns the call with objects that remain valid after its caller has completed. The default is the call itself.</summary>
    TCall Detach(CallServices services) => (TCall)this;

    /// <summary>Runs the function.</summary>
    ValueTask<TResult> RunAsync(CancellationToken cancellationToken);
}

using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>One call of a cached function: its arguments, and how to run it. Generated code implements it.</summary>
/// <typeparam name="TCall">The call itself.</typeparam>
/// <typeparam name="TResult">What the function returns, or what its task brings.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ICachedCall<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    /// <summary>Whether another call has the same key.</summary>
    bool IsSameAs(in TCall other);

    /// <summary>The same number for calls that have the same key.</summary>
    int HashArguments();

    /// <summary>The call without what its key leaves out: it tells calls apart, but can't be run.</summary>
    TCall KeepArguments();

    /// <summary>Writes the readable form of the call, which is the rest of its key.</summary>
    void WriteKey(ref KeyText text);

    /// <summary>The arguments that count for the key, for a key builder of the user's own.</summary>
    CacheArgument[] ListArguments();

    /// <summary>The tags of the entry.</summary>
    string[] ListTags();

    /// <summary>The call with objects that do not end with its caller; unless it is written otherwise, it has none that do.</summary>
    TCall Detach(CallServices services) => (TCall)this;

    /// <summary>Runs the function itself.</summary>
    ValueTask<TResult> RunAsync(CancellationToken cancellationToken);
}

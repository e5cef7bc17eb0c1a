using System.Runtime.InteropServices;

namespace CacheKit.Weaving;

// Calls a callback after each garbage collection of generation 2, and after the first collections of younger generations, until the
// callback is not referenced any more. It runs on the finalizer thread, so it must be short.
internal sealed class Gen2GcCallback
{
    // A WeakReference could be finalized before this object.
    private WeakGCHandle<Action> _callback;

    private Gen2GcCallback(Action callback) => _callback = new(callback);

    // An unreferenced object is finalized after the next collection of its generation. It then registers for the following one.
    ~Gen2GcCallback()
    {
        if (!_callback.TryGetTarget(out Action? callback))
        {
            _callback.Dispose();
            return;
        }

        callback();
        GC.ReRegisterForFinalize(this);
    }

    public static void Register(Action callback) => _ = new Gen2GcCallback(callback);
}

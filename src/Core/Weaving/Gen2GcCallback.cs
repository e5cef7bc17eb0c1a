using System.Runtime.InteropServices;

namespace CacheKit.Weaving;

// Calls a listener after each full garbage collection, and after the first ones of the younger generations, for as long as somebody else keeps the
// listener alive. It is called by the finalizer's thread, so it must be short.
internal sealed class FullCollections
{
    // A WeakReference could be finalized before this object.
    private WeakGCHandle<Action> _listener;

    private FullCollections(Action listener) => _listener = new(listener);

    // An object that nobody references is finalized by the next collection of its generation; then it registers for the one after.
    ~FullCollections()
    {
        if (!_listener.TryGetTarget(out Action? listener))
        {
            _listener.Dispose();
            return;
        }

        listener();
        GC.ReRegisterForFinalize(this);
    }

    public static void Watch(Action listener) => _ = new FullCollections(listener);
}

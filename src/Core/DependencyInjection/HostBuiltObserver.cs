using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

// Observes the diagnostic event that a host writes when it is built. Its caches can then be used by the code that built it, before the host
// has started or any of its services was resolved.
internal sealed class HostBuiltObserver : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Listener = "Microsoft.Extensions.Hosting";
    private const string Event = "HostBuilt";

    private static int _isSubscribed;

    private HostBuiltObserver()
    {
    }

    public static void Subscribe()
    {
        if (Interlocked.Exchange(ref _isSubscribed, 1) == 0)
            DiagnosticListener.AllListeners.Subscribe(new HostBuiltObserver());
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Listener)
            value.Subscribe(this, name => name == Event);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is not { Key: Event, Value: IHost host } || host.Services.GetService<HostCaches>() is not { } caches)
            return;

        GlobalCache.Add(caches);
        GlobalCache.Enter(caches);
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }
}

using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

// Learns of each host when it is built, by the event that hosts write for tools: its caches can be used from there on, by whoever has built
// it, although nothing of it has started and nobody has asked for one.
internal sealed class BuiltHosts : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Listener = "Microsoft.Extensions.Hosting";
    private const string Event = "HostBuilt";

    private static int _isObserved;

    private BuiltHosts()
    {
    }

    public static void Observe()
    {
        if (Interlocked.Exchange(ref _isObserved, 1) == 0)
            DiagnosticListener.AllListeners.Subscribe(new BuiltHosts());
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

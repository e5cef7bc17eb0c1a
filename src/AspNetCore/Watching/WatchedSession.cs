using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Records that the handler used the session, which makes its response specific to one client.
internal sealed class WatchedSession(ISessionFeature client, RequestReads reads) : ISessionFeature
{
    public ISessionFeature Client => client;

    public ISession Session
    {
        get
        {
            reads.RecordSession();
            return client.Session;
        }
        set => client.Session = value;
    }
}

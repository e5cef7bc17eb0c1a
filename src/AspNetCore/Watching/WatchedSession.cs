using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// The session as a handler sees it: a response made with it is one client's.
internal sealed class WatchedSession(ISessionFeature client, RequestReads reads) : ISessionFeature
{
    public ISessionFeature Client => client;

    public ISession Session
    {
        get
        {
            reads.NoteSession();
            return client.Session;
        }
        set => client.Session = value;
    }
}

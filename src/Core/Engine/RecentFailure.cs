using System.Runtime.ExceptionServices;

namespace CacheKit;

// A recent failure of a factory: when the factory may run again, and the exception to throw until then if there is no stale value; a null
// exception lets the factory run.
internal sealed class RecentFailure(DateTimeOffset until, ExceptionDispatchInfo? exception)
{
    public DateTimeOffset Until => until;

    public ExceptionDispatchInfo? Exception => exception;
}

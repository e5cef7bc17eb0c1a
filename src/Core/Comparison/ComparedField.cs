using System.Reflection;

namespace CacheKit;

// A field whose value must come back. One that may be a cache need not, if it comes back null and the property that shows it, if any, is
// as it was.
internal sealed record ComparedField(FieldInfo Field, string Name, bool MayBeCache, PropertyInfo? ShownBy);

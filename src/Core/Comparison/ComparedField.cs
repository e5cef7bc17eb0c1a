using System.Reflection;

namespace CacheKit;

// A field whose value must survive the coder. A field that may cache a computed result may be null afterwards, if its property, if any,
// still has an equal value.
internal sealed record ComparedField(FieldInfo Field, string Name, bool MayBeCache, PropertyInfo? Property);

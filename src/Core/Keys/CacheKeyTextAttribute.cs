namespace CacheKit;

/// <summary>
/// Marks a static method that writes the values of a type for keys: <c>static string Of(Money money) =&gt; money.ToText()</c>. It counts
/// for the project that declares it and, where it is public, for those that reference it.
/// </summary>
/// <remarks>
/// The text must be the same for equal values, in every process, and different for others. The method is not called with null.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CacheKeyTextAttribute : Attribute;

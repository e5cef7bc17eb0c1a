namespace CacheKit;

/// <summary>
/// Marks a static method that returns the key text of values of a type: <c>static string Of(Money money) =&gt; money.ToText()</c>. It
/// applies to the project that declares it and, if it is public, to the projects that reference it.
/// </summary>
/// <remarks>
/// The text must be the same for equal values in every process, and different for unequal values. The method is not called with null.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CacheKeyTextAttribute : Attribute;

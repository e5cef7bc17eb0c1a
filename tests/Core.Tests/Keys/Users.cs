using System.Diagnostics.CodeAnalysis;

/// <summary>A type without a namespace, as in the readme.</summary>
[SuppressMessage("Design", "CA1050", Justification = "The key of a type in the global namespace is what is tested.")]
internal static class Users
{
    public static int FindAsync(int id) => id;
}
